import { describe, expect, it } from 'vitest';
import { FlowStep } from '#schemas/voice/flow-step.ts';
import type { FlowState } from '#schemas/voice/model.ts';
import { whileWaiting } from '#shared/domain/voice/flow/while-waiting.ts';

const SINCE = '2026-11-23T10:00:00.000Z';
const at = (seconds: number) => new Date(Date.parse(SINCE) + seconds * 1000).toISOString();
const say = (text: string) => [{ kind: 'speech' as const, text }];
const step = (announcements?: object) => {
  const parsed = FlowStep.parse({ kind: 'queue', queueId: 'q', closed: 'z', announcements });
  if (parsed.kind !== 'queue') throw new Error('no queue');
  return parsed;
};
const waiting = (given: Partial<NonNullable<FlowState['waiting']>> = {}): FlowState => ({
  flowId: 'f',
  stepId: 'q',
  steps: 1,
  values: { order: '7' },
  urgency: { class: null, priority: null },
  messageLeft: false,
  waiting: { since: SINCE, announcedAt: null, announcedPosition: null, ...given },
});
const nothingKnown = () => ({ position: null, etaMs: null });
const heard = (...args: Parameters<typeof whileWaiting>) => {
  const { activity } = whileWaiting(...args);
  return activity.kind === 'play'
    ? activity.prompts.map(one => (one.kind === 'speech' ? one.text : `(${one.name})`))
    : [];
};

describe('who waits', () => {
  it('hears music where nothing is announced', () => {
    expect(heard(step(), waiting(), 'en-US', () => ({ position: 1, etaMs: 1 }), at(600))).toEqual(['(music)']);
  });

  it('hears music until the time of an announcement has come, and again until the next', () => {
    const announcing = step({ everySeconds: 30, prompts: say('Please hold') });

    expect(heard(announcing, waiting(), 'en-US', nothingKnown, at(29))).toEqual(['(music)']);
    const told = whileWaiting(announcing, waiting(), 'en-US', nothingKnown, at(30));
    expect(told.activity).toMatchObject({ prompts: [{ text: 'Please hold', language: 'en-US' }] });
    expect(heard(announcing, told.state, 'en-US', nothingKnown, at(59))).toEqual(['(music)']);
    expect(heard(announcing, told.state, 'en-US', nothingKnown, at(60))).toEqual(['Please hold']);
  });

  it('hears place and wait where they are known, and values of the flow', () => {
    const announcing = step({
      everySeconds: 15,
      prompts: say('Order {order}.'),
      position: say('You are number {position}.'),
      estimate: say('About {minutes} minutes.'),
    });

    expect(heard(announcing, waiting(), 'en-US', () => ({ position: 3, etaMs: 61_000 }), at(15))).toEqual([
      'Order 7.',
      'You are number 3.',
      'About 2 minutes.',
    ]);
    expect(heard(announcing, waiting(), 'en-US', nothingKnown, at(15))).toEqual(['Order 7.']);
  });

  it('never hears of a place that is worse than the one before', () => {
    const announcing = step({ everySeconds: 15, position: say('Number {position}') });
    const told = whileWaiting(announcing, waiting(), 'en-US', () => ({ position: 3, etaMs: null }), at(15)).state;

    expect(heard(announcing, told, 'en-US', () => ({ position: 4, etaMs: null }), at(30))).toEqual(['(music)']);
    expect(heard(announcing, told, 'en-US', () => ({ position: 2, etaMs: null }), at(30))).toEqual(['Number 2']);
  });
});
