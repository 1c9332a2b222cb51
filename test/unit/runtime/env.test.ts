import { expect, test } from 'vitest';
import { readVariables } from '#shared/runtime/env.ts';

test('the variables of several capabilities are read together', () => {
  const variables = { TABLE_NAME: 'tandem', DELAY_QUEUE_URL: 'https://queue', OTHER: 'x' };

  const found = readVariables(['table', 'delay'], variables);

  expect(found).toEqual({ TABLE_NAME: 'tandem', DELAY_QUEUE_URL: 'https://queue' });
});

test('every missing variable is named', () => {
  const read = () => readVariables(['table', 'socket'], { SOCKET_URL: 'wss://socket', TABLE_NAME: '' });

  expect(read).toThrow('The environment lacks TABLE_NAME, SOCKET_MANAGEMENT_URL');
});
