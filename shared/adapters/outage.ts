import { AppError } from '#shared/domain/kit/app-error.ts';
import { AwsError, isOutage } from './aws/aws-error.ts';

/** Runs a call of a service of AWS; an outage or a throttle becomes `TRY_LATER`, nothing of AWS leaves the adapter. */
export async function unlessDown<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    const down = thrown instanceof AwsError && isOutage(thrown);
    throw down ? new AppError('TRY_LATER', {}, { cause: thrown }) : thrown;
  }
}
