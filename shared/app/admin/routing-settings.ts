import type { RoutingSettings } from '#schemas/admin/model.ts';
import { replace } from '#shared/domain/admin/administer.ts';
import { settingsKey } from '#shared/domain/admin/configuration.ts';
import { type Stored, unsavedSettings } from '#shared/domain/admin/stored.ts';
import { carryOut, stamp } from './carry-out.ts';
import type { AdminPorts } from './ports.ts';
import { type View, viewOf } from './view.ts';

type SettingsKind = typeof settingsKey.kind;

/** The settings, which are there from the beginning: until they are first saved they are version 1 with the defaults. */
export const getRoutingSettings = async (ports: AdminPorts): Promise<View<SettingsKind>> =>
  viewOf(await savedOrDefault(ports));

/** @throws AppError `VERSION_STALE`, `WRITE_CONFLICT` */
export async function replaceRoutingSettings(ports: AdminPorts, object: RoutingSettings): Promise<View<SettingsKind>> {
  const decide = async () => {
    const configuration = await ports.configuration();
    const existing = await savedOrDefault(ports);
    return replace({ configuration, existing }, { ...settingsKey, object }, ports.ctx.ifMatch, stamp(ports));
  };
  const replaced = await carryOut(ports, decide, change => ({ status: 200, body: viewOf(change.after) }));
  await ports.applied(settingsKey);
  return replaced;
}

const savedOrDefault = async (ports: AdminPorts): Promise<Stored<SettingsKind>> =>
  (await ports.object(settingsKey.kind, settingsKey.id)) ?? unsavedSettings;
