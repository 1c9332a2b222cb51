import { shell } from '#shared/runtime/shell.ts';
import { sipParts } from './deps.ts';
import { sipFunction } from './sip.ts';

/** The application that has called last; there is one to each stage. */
let applicationId = '';
const answer = sipFunction(sipParts(() => applicationId));

interface Named {
  readonly CallDetails?: { readonly SipMediaApplicationId?: string };
}

export const handler = shell<Named, unknown>(event => {
  applicationId = event.CallDetails?.SipMediaApplicationId ?? applicationId;
  return answer(event);
});
