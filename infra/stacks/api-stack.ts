import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DomainName } from '#schemas/index.ts';
import type { Access } from '../constructs/access.ts';
import type { AlarmSpec } from '../constructs/alarm.ts';
import { reachCalls } from '../constructs/call-access.ts';
import { DomainService } from '../constructs/domain-service.ts';
import { RestApi } from '../constructs/rest-api.ts';
import { type Deployment, ServiceFunction, timeouts } from '../constructs/service-function.ts';
import { startTimer } from '../constructs/timer.ts';
import type { DataStack } from './data-stack.ts';
import type { IdentityStack } from './identity-stack.ts';
import type { RealtimeStack } from './realtime-stack.ts';
import { TandemStack } from './tandem-stack.ts';
import type { VoiceStack } from './voice-stack.ts';

/** The HTTP interface and a function for each domain behind it. */
export class ApiStack extends TandemStack {
  readonly alarms: readonly AlarmSpec[];

  constructor(
    scope: Construct,
    deployment: Deployment,
    { table, delayQueue, secret, attachments }: DataStack,
    { identity }: IdentityStack,
    { socketApi }: RealtimeStack,
    voice: VoiceStack | undefined,
  ) {
    const { config } = deployment;
    super(scope, 'api', 'HTTP interface', config);
    // Matching, pushing and commanding calls happen in the request that gives rise to them, so every domain may do what
    // they need.
    const access: readonly Access[] = [
      delayQueue.send,
      socketApi.push,
      startTimer(this, config),
      ...reachCalls(this, config),
      ...(voice?.control ?? []),
    ];
    const service = (
      id: string,
      domain: DomainName,
      errorImpact: string,
      more: readonly Access[] = [table.readWrite],
    ) => new DomainService(this, id, { deployment, domain, access: [...access, ...more], errorImpact });
    const services = {
      sessions: service('Sessions', 'sessions', 'Agents cannot start work, and their sessions run out.'),
      routing: service('Routing', 'routing', 'Agents cannot accept offers: contacts wait.', [table.readWriteIndexed]),
      interactions: service('Interactions', 'interactions', 'Agents cannot answer, transfer or end conversations.'),
      voice: service('Voice', 'voice', 'Agents cannot hold, park or confer, and browsers cannot join their calls.', [
        table.readWrite,
        ...(voice ? [voice.recordings] : []),
      ]),
      dispositions: service('Dispositions', 'dispositions', 'Agents cannot leave wrap-up and get no new work.'),
      chat: service('Chat', 'chat', 'Customers cannot start a chat or write in one.', [table.readWrite, secret.read]),
      attachments: service('Attachments', 'attachments', 'Nobody can send or fetch a file; texts go on.', [
        table.readWrite,
        attachments.use,
      ]),
      compat: service('Compat', 'compat', 'Customers of sites with a client of the documented service cannot chat.', [
        table.readWrite,
        secret.read,
        attachments.use,
      ]),
      transcripts: service('Transcripts', 'transcripts', 'Nobody can look into the archive or ask for a transcript.'),
      snippets: service('Snippets', 'snippets', 'Agents find no prepared texts; they can still write.'),
      realtime: service('Realtime', 'realtime', 'Nobody can open a new socket; open ones go on.'),
      admin: service('Admin', 'admin', 'Administrators cannot change the configuration; work goes on.', [
        table.readWriteIndexed,
      ]),
    };
    const authorizer = new ServiceFunction(this, 'Authorizer', {
      deployment,
      entry: 'auth/authorizer',
      description: 'Says whose token it is: a person of a tenant or the customer of a conversation',
      access: [identity.verify, secret.read],
      errorImpact: 'Nobody gets in: every request with a token is refused.',
      severity: 'page',
      timeout: timeouts.authorizer,
    });
    const rest = new RestApi(this, 'Rest', { config, services, authorizer });
    this.alarms = [...Object.values(services), authorizer, rest].flatMap(({ alarms }) => alarms);
    new CfnOutput(this, 'ApiUrl', { value: rest.api.url });
  }
}
