import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { AlarmSpec } from '../constructs/alarm.ts';
import { reachCalls } from '../constructs/call-access.ts';
import { ChangeStream } from '../constructs/change-stream.ts';
import { GatewayAccount } from '../constructs/gateway-account.ts';
import { type Deployment, ServiceFunction, timeouts } from '../constructs/service-function.ts';
import { SocketApi } from '../constructs/socket-api.ts';
import type { DataStack } from './data-stack.ts';
import { TandemStack } from './tandem-stack.ts';

/** The socket, and the consumer of the table's stream that feeds it. */
export class RealtimeStack extends TandemStack {
  readonly socketApi: SocketApi;
  readonly alarms: readonly AlarmSpec[];

  constructor(scope: Construct, deployment: Deployment, { table, delayQueue }: DataStack) {
    const { config } = deployment;
    super(scope, 'realtime', 'socket and fan-out', config);
    this.socketApi = new SocketApi(this, 'SocketApi', { config });
    if (config.ownsGatewayAccount) this.socketApi.stage.node.addDependency(new GatewayAccount(this, 'GatewayAccount'));
    const calls = reachCalls(this, config);
    const authorizer = new ServiceFunction(this, 'SocketAuthorizer', {
      deployment,
      entry: 'auth/socket-authorizer',
      description: 'Lets whoever holds an unused ticket open a socket',
      access: [table.take],
      errorImpact: 'Nobody can open a socket: desktops and chat windows learn everything late, by asking.',
      severity: 'page',
      timeout: timeouts.authorizer,
    });
    const socket = new ServiceFunction(this, 'Socket', {
      deployment,
      entry: 'realtime/socket',
      description: 'Answers everything that comes over the socket',
      access: [table.readWrite, delayQueue.send, this.socketApi.push, ...calls],
      errorImpact: 'Sockets open but say nothing, and leases of sessions run out.',
      severity: 'page',
      timeout: timeouts.socket,
    });
    this.socketApi.serve(socket, authorizer);
    const fanOut = new ServiceFunction(this, 'FanOut', {
      deployment,
      entry: 'realtime/fan-out',
      description: 'Pushes, counts and completes what the table has taken down',
      // The index finds the agents at work, who must feel a change of the configuration.
      access: [table.readWriteIndexed, delayQueue.send, this.socketApi.push, ...calls],
      errorImpact: 'Live views stand still, and whatever the inline path missed waits for the sweeper.',
      severity: 'page',
      timeout: timeouts.stream,
    });
    const stream = new ChangeStream(this, 'ChangeStream', { config, table: table.table, consumer: fanOut });
    this.alarms = [this.socketApi, authorizer, socket, fanOut, stream].flatMap(({ alarms }) => alarms);
    new CfnOutput(this, 'SocketUrl', { value: this.socketApi.stage.url });
  }
}
