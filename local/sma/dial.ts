import { isLive, isMeeting, outsideNumber } from './leg.ts';
import type { Transaction } from './transaction.ts';
import { after, type World } from './world.ts';

type Headers = Readonly<Record<string, string>>;

/** Dials the outbound leg of a call: a telephone that behaves as it does, or a meeting by its number. */
export function dial(world: World, transaction: Transaction, sipHeaders: Headers = {}): void {
  if (isMeeting(transaction.legA)) dialMeeting(world, transaction, sipHeaders);
  else dialPhone(world, transaction);
}

function dialPhone(world: World, transaction: Transaction): void {
  const { legA } = transaction;
  const { ring, noAnswer } = world.timing;
  const phone = world.phones.behaviorOf(legA.to);
  if (phone.behavior === 'busy') {
    after(world, ring, () => transaction.end(legA, 486));
    return;
  }
  after(world, ring, () => transaction.ring());
  if (phone.behavior === 'no-answer') {
    after(world, ring + noAnswer, () => transaction.end(legA, 480));
    return;
  }
  if (phone.behavior === 'voicemail') legA.voice = `voicemail:${outsideNumber(legA)}`;
  after(world, ring + phone.afterSeconds * 1000, () => transaction.answered());
}

/** The number of the meetings lets in whom the token in the headers lets in. */
function dialMeeting(world: World, transaction: Transaction, sipHeaders: Headers): void {
  const { legA } = transaction;
  const header = (name: string) =>
    Object.entries(sipHeaders).find(([given]) => given.toLowerCase() === name)?.[1] ?? '';
  const meetingId = header('x-chime-meeting-id');
  after(world, world.timing.join, () => {
    const attendee = world.meetings.attendeeOf(meetingId, header('x-chime-join-token'));
    if (!attendee) transaction.end(legA, 480);
    else if (isLive(legA)) {
      legA.connection = world.meetings.connect(meetingId, attendee, 'phone', () => transaction.end(legA, 0));
      transaction.answered();
    }
  });
}

/** The headers that carry a join token are consumed; the function never sees them. */
export function headersForFunction(headers: Headers): Headers | undefined {
  const left = Object.entries(headers).filter(([name]) => !name.toLowerCase().startsWith('x-chime-'));
  return left.length > 0 ? Object.fromEntries(left) : undefined;
}
