import { RoutingSettings } from '#schemas/admin/model.ts';

let settings: RoutingSettings | undefined;

/** The settings of a tenant that has never saved any; made when somebody first asks, because most tenants have some. */
export const defaultSettings = (): RoutingSettings => {
  settings ??= RoutingSettings.parse({});
  return settings;
};
