import type { Sockets } from '#shared/app/work/ports.ts';
import { AwsError } from '../aws/aws-error.ts';
import type { SignedPost } from '../aws/signed-requests.ts';
import { unlessDown } from '../outage.ts';
import { fittingFrame } from './fitting-frame.ts';

const GONE = 410;

/** Pushes through API Gateway's connection callbacks. */
export const managedSockets = (post: SignedPost): Sockets => ({
  async post(connectionId, frame) {
    const path = `/@connections/${encodeURIComponent(connectionId)}`;
    const headers = { 'content-type': 'application/octet-stream' };
    return unlessDown(async () => {
      try {
        await post({ path, headers, body: fittingFrame(frame) });
        return 'sent' as const;
      } catch (thrown) {
        if (thrown instanceof AwsError && thrown.status === GONE) return 'gone' as const;
        throw thrown;
      }
    });
  },
});
