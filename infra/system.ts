import type { Construct } from 'constructs';
import type { Deployment } from './constructs/service-function.ts';
import { ApiStack } from './stacks/api-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { IdentityStack } from './stacks/identity-stack.ts';
import { ObservabilityStack } from './stacks/observability-stack.ts';
import { RealtimeStack } from './stacks/realtime-stack.ts';
import { VoiceStack } from './stacks/voice-stack.ts';
import { WorkflowStack } from './stacks/workflow-stack.ts';

/** All stacks of one stage, each built only on those before it. */
export function addSystem(scope: Construct, deployment: Deployment) {
  const data = new DataStack(scope, deployment);
  const identity = new IdentityStack(scope, deployment);
  const realtime = new RealtimeStack(scope, deployment, data);
  const { voice: calls } = deployment.config;
  const voice = calls.provider === 'none' ? undefined : new VoiceStack(scope, deployment, calls, data, realtime);
  const workflow = new WorkflowStack(scope, deployment, data, realtime, voice);
  const api = new ApiStack(scope, deployment, data, identity, realtime, voice);
  const alarms = [data, realtime, workflow, api, voice].flatMap(stack => stack?.alarms ?? []);
  const observability = new ObservabilityStack(scope, deployment, alarms);
  return { data, identity, realtime, workflow, api, observability, ...(voice && { voice }) };
}
