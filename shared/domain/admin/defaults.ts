import { RoutingSettings } from '#schemas/admin/model.ts';

/** The settings of a tenant that has never saved any. */
export const defaultSettings: RoutingSettings = RoutingSettings.parse({});
