import { describe, expect, test } from 'vitest';
import { AwsError } from '#shared/adapters/aws/aws-error.ts';
import type { Sqs, StepFunctions } from '#shared/adapters/aws/clients.ts';
import type { PostRequest } from '#shared/adapters/aws/signed-requests.ts';
import { managedSockets } from '#shared/adapters/realtime/management-api.ts';
import { pollingNews } from '#shared/adapters/realtime/polling-news.ts';
import { timersByCarrier } from '#shared/adapters/timers/by-carrier.ts';
import { sqsDelayTimers } from '#shared/adapters/timers/sqs-delay.ts';
import { stepFunctionsTimers } from '#shared/adapters/timers/step-functions.ts';
import { managedSecret } from '#shared/adapters/tokens/managed-secret.ts';
import type { ScheduledTask } from '#shared/app/work/ports.ts';

const NOW = Date.parse('2026-11-21T09:30:00.000Z');
const throttled = new AwsError({ name: 'ThrottlingException', status: 400 });

/** A client that notes the inputs of its calls and ends them one way after the other, the last way for ever. */
function client<Input>(...outcomes: readonly (object | Error)[]) {
  const inputs: Input[] = [];
  const call = async (_: string, input: object) => {
    const outcome = outcomes[Math.min(inputs.push(input as Input), outcomes.length) - 1] ?? {};
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  return { inputs, call };
}

describe('timers on Step Functions', () => {
  type Start = Parameters<StepFunctions['call']>[1];
  const machine = (...outcomes: readonly (object | Error)[]) => {
    const { inputs, call } = client<Start>(...outcomes);
    return { inputs, timers: stepFunctionsTimers({ client: { call }, stateMachineArn: 'arn:machine' }) };
  };
  const wrapUp: ScheduledTask = {
    name: 'expire-wrap-up',
    carrier: 'workflow',
    at: '2026-11-21T09:30:30.000Z',
    input: { tenantId: 'demo', interactionId: 'int_1', agentId: 'ana', deadline: '2026-11-21T09:30:30.000Z' },
  };

  test('start an execution that is given the input of the task', async () => {
    const { timers, inputs } = machine();

    await timers.schedule([wrapUp]);

    expect(inputs[0]).toEqual({
      stateMachineArn: 'arn:machine',
      name: expect.stringMatching(/^expire-wrap-up-[0-9a-f]{40}$/),
      input: JSON.stringify(wrapUp.input),
    });
  });

  test('name one task the same every time and another one differently', async () => {
    const { timers, inputs } = machine();
    const reordered = { ...wrapUp, input: Object.fromEntries(Object.entries(wrapUp.input).reverse()) };
    const later = { ...wrapUp, at: '2026-11-21T09:31:00.000Z' };

    await timers.schedule([wrapUp]);
    await timers.schedule([reordered]);
    await timers.schedule([later]);

    const [first, again, other] = inputs.map(({ name }) => name);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  test('take an execution that exists already for started', async () => {
    const { timers } = machine(new AwsError({ name: 'ExecutionAlreadyExists', status: 400 }));

    await expect(timers.schedule([wrapUp])).resolves.toBeUndefined();
  });

  test('say TRY_LATER when they are throttled', async () => {
    const { timers } = machine(throttled);

    await expect(timers.schedule([wrapUp])).rejects.toMatchObject({ code: 'TRY_LATER' });
  });

  test('do not hide what is no outage', async () => {
    const { timers } = machine(new AwsError({ name: 'AccessDeniedException', status: 400 }));

    await expect(timers.schedule([wrapUp])).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('timers on SQS', () => {
  type Batch = Parameters<Sqs['call']>[1];
  const queue = (...outcomes: readonly (object | Error)[]) => {
    const { inputs, call } = client<Batch>(...outcomes);
    return { inputs, timers: sqsDelayTimers({ client: { call }, queueUrl: 'https://queue', now: () => NOW }) };
  };
  const ring = (seconds: number): ScheduledTask => ({
    name: 'expire-offer',
    carrier: 'delay',
    at: new Date(NOW + seconds * 1000).toISOString(),
    input: { tenantId: 'demo', seconds },
  });

  test('wait until the instant, at most 15 minutes and never less than nothing', async () => {
    const { timers, inputs } = queue();

    await timers.schedule([ring(20), ring(19.2), ring(3600), ring(-5)]);

    expect(inputs[0]?.Entries.map(entry => entry.DelaySeconds)).toEqual([20, 20, 900, 0]);
  });

  test('send the task without its carrier', async () => {
    const { timers, inputs } = queue();

    await timers.schedule([ring(20)]);

    const { carrier: _, ...sent } = ring(20);
    expect(JSON.parse(inputs[0]?.Entries[0]?.MessageBody ?? '')).toEqual(sent);
  });

  test('send ten at a time', async () => {
    const { timers, inputs } = queue();

    await timers.schedule(Array.from({ length: 23 }, (_, at) => ring(at)));

    expect(inputs.map(({ Entries }) => Entries.length)).toEqual([10, 10, 3]);
  });

  test('say TRY_LATER when a message was not taken', async () => {
    const { timers } = queue({ Failed: [{ Id: '0', Code: 'InternalError', SenderFault: false }] });

    await expect(timers.schedule([ring(20)])).rejects.toMatchObject({ code: 'TRY_LATER' });
  });
});

test('tasks go to what carries their kind', async () => {
  const scheduled: string[] = [];
  const carrier = (kind: string) => ({
    schedule: async (tasks: readonly ScheduledTask[]) => {
      scheduled.push(...tasks.map(task => `${kind} ${task.name}`));
    },
  });
  const task = (name: string, kind: ScheduledTask['carrier']) => ({ name, carrier: kind, at: '', input: {} });

  await timersByCarrier({ workflow: carrier('workflow'), delay: carrier('delay') }).schedule([
    task('a', 'delay'),
    task('b', 'workflow'),
    task('c', 'delay'),
  ]);

  expect(scheduled.sort()).toEqual(['delay a', 'delay c', 'workflow b']);
});

describe('sockets behind API Gateway', () => {
  const gateway = (failure?: Error) => {
    const requests: PostRequest[] = [];
    const sockets = managedSockets(async request => {
      requests.push(request);
      if (failure) throw failure;
      return '';
    });
    return { sockets, requests, sent: () => JSON.parse(requests[0]?.body ?? '') };
  };
  const message = (text: string) => ({
    seq: 7,
    event: { id: 'e', type: 'message.created.v1', subject: 'interaction/int_1', data: { index: 3, text } },
  });

  test('are sent frames as JSON', async () => {
    const { sockets, requests, sent } = gateway();

    const outcome = await sockets.post('c1=', message('Hello'));

    expect(outcome).toBe('sent');
    expect(requests[0]?.path).toBe('/@connections/c1%3D');
    expect(sent()).toEqual(message('Hello'));
  });

  test('that are closed are gone', async () => {
    const { sockets } = gateway(new AwsError({ name: 'GoneException', status: 410 }));

    const outcome = await sockets.post('c1', {});

    expect(outcome).toBe('gone');
  });

  test('say TRY_LATER when they are throttled', async () => {
    const { sockets } = gateway(new AwsError({ name: 'LimitExceededException', status: 429 }));

    await expect(sockets.post('c1', {})).rejects.toMatchObject({ code: 'TRY_LATER' });
  });

  test('are told where to read what is too large for a frame', async () => {
    const { sockets, sent } = gateway();

    await sockets.post('c1', message('ä'.repeat(20_000)));

    expect(sent()).toEqual({
      seq: 7,
      event: {
        ...message('').event,
        data: {
          truncated: true,
          read: '/v1/interactions/int_1/messages?after=2&limit=1',
          readAsCustomer: '/v1/chats/int_1/events?after=2&limit=1',
        },
      },
    });
  });

  test('get a reset without its snapshot when that is too large for a frame', async () => {
    const { sockets, sent } = gateway();

    await sockets.post('c1', { reset: { snapshot: { offers: ['x'.repeat(40_000)] }, asOfSeq: 12 } });

    expect(sent()).toEqual({ reset: { snapshot: null, asOfSeq: 12 } });
  });
});

describe('a secret', () => {
  const secret = (...outcomes: readonly (object | Error)[]) => {
    const { inputs, call } = client(...outcomes);
    return { inputs, read: managedSecret({ client: { call }, secretId: 'arn:secret' }) };
  };

  test('is read once', async () => {
    const { inputs, read } = secret({ SecretString: 'x'.repeat(64) });

    const values = await Promise.all([read(), read(), read()]);

    expect(values.map(value => value.length)).toEqual([64, 64, 64]);
    expect(inputs).toEqual([{ SecretId: 'arn:secret' }]);
  });

  test('that could not be read is read again', async () => {
    const { read } = secret(throttled, { SecretString: 'x'.repeat(64) });

    await expect(read()).rejects.toMatchObject({ code: 'TRY_LATER' });
    await expect(read()).resolves.toHaveLength(64);
  });

  test('that is short is refused', async () => {
    const { read } = secret({ SecretString: 'short' });

    await expect(read()).rejects.toThrow('at least 32 bytes');
  });
});

describe('news that nobody announces', () => {
  test('are looked for again after half a second at most', async () => {
    const { ms, nothingHappened } = await pollingNews.wait('demo', 'int_1', 30);

    expect(ms).toBeLessThan(400);
    expect(nothingHappened).toBe(false);
  });

  test('are not waited for any longer when the wait is given up', async () => {
    const { ms } = await pollingNews.wait('demo', 'int_1', 25_000, AbortSignal.abort());

    expect(ms).toBeLessThan(400);
  });
});
