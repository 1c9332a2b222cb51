import type { AdminKind, AdminObject, RoutingSettings } from '#schemas/admin/model.ts';
import { settingsKey } from './configuration.ts';
import { defaultSettings } from './defaults.ts';

/** What each kind of administrative object is made of; the settings are a kind of their own with one object. */
export type AdminObjects = { readonly [Kind in AdminKind]: AdminObject<Kind> } & {
  readonly [settingsKey.kind]: RoutingSettings;
};
export type ObjectKind = keyof AdminObjects;

/** An object with its version and authorship. */
export interface Stored<Kind extends ObjectKind = ObjectKind> {
  readonly kind: Kind;
  readonly id: string;
  readonly object: AdminObjects[Kind];
  readonly version: number;
  readonly updatedAt: string;
  readonly updatedBy: string;
}

/** The settings of a tenant that has never saved any: their first change makes version 2. */
export const unsavedSettings: Stored<typeof settingsKey.kind> = {
  ...settingsKey,
  get object() {
    return defaultSettings();
  },
  version: 1,
  updatedAt: '1970-01-01T00:00:00.000Z',
  updatedBy: 'system',
};
