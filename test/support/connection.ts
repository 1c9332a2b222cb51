import type { Connection } from '#shared/adapters/aws/signed-requests.ts';

/** To an embedded engine, which takes any name and secret. */
export const connectionTo = (endpoint: string): Connection => ({
  endpoint,
  region: 'local',
  credentials: () => ({ accessKeyId: 'local', secretAccessKey: 'local' }),
});
