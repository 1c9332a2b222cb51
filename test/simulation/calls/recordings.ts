import type { CallRecord, Recording } from '#schemas/voice/model.ts';
import { recordedLeg } from '#shared/adapters/voice/chime/recording-key.ts';
import { type Breach, broken } from '#shared/domain/kit/breach.ts';
import type { RecordingFile } from '#shared/domain/voice/recording.ts';

type Mode = 'never' | 'on-demand' | 'always';

/** What holds of the recordings of a call at any time. @param mode of the tenant's campaigns, which all record alike */
export function recordedWrong(call: CallRecord, mode: Mode): Breach[] {
  const conversations = call.recordings.filter(({ kind }) => kind === 'call');
  const shown = () => JSON.stringify(call.recordings);
  return broken(call.id, {
    'nobody-is-recorded-unless-the-campaign-says-so': [mode !== 'never' || conversations.length === 0, shown],
    'recorded-by-an-agent-where-he-decides': [
      mode !== 'on-demand' || conversations.every(({ byAgentId }) => byAgentId !== null),
      shown,
    ],
    'a-telephone-is-recorded-once': [
      new Set(conversations.map(({ legId }) => legId)).size === conversations.length,
      shown,
    ],
    'pauses-lie-in-their-recording': [call.recordings.every(pausesFit), shown],
    'one-recording-goes-on': [call.recordings.filter(({ endedAt }) => endedAt === null).length <= 1, shown],
    'recordings-end-with-the-call': [
      call.status === 'live' || call.recordings.every(({ endedAt }) => endedAt !== null),
      shown,
    ],
    'a-deleted-file-is-gone': [
      call.recordings.every(({ deletedAt, key }) => deletedAt === null || key === null),
      shown,
    ],
  });
}

/** One after the other, between beginning and end; the last one may go on while the recording does. */
function pausesFit({ endedAt, pauses, startedAt }: Recording): boolean {
  const instants = [startedAt, ...pauses.flatMap(({ from, to }) => [from, to ?? endedAt ?? from]), endedAt ?? '9'];
  return (
    instants.every((instant, at) => at === 0 || instants[at - 1]! <= instant) &&
    pauses.every(({ to }, at) => to !== null || (at === pauses.length - 1 && endedAt === null))
  );
}

/**
 * What holds of files once everything that was under way has come: each belongs to a recording that says so, and each
 * recording that has one has the row by which it will be deleted.
 *
 * @param delivered keys of all files that were ever there @param kept whether a file is there now
 */
export async function filedWrong(
  calls: ReadonlyMap<string, CallRecord>,
  rows: readonly RecordingFile[],
  delivered: ReadonlySet<string>,
  kept: (key: string) => Promise<boolean>,
): Promise<Breach[]> {
  const known = [...calls.values()].flatMap(call => call.recordings.map(recording => ({ call, recording })));
  const filed = new Map(known.flatMap(({ recording }) => (recording.key === null ? [] : [[recording.key, recording]])));
  const breaches: Breach[] = [];
  for (const key of delivered) {
    const leg = recordedLeg(key);
    const { recordings = [] } = calls.get(leg?.interactionId ?? '') ?? {};
    const isDeleted = recordings.some(one => one.legId === leg?.legId && one.deletedAt !== null);
    if (leg && !isDeleted && !filed.has(key))
      breaches.push({ rule: 'files-have-their-recording', subject: key, detail: '' });
    if (!isDeleted || !(await kept(key))) continue;
    breaches.push({ rule: 'what-is-deleted-is-deleted', subject: key, detail: 'the file is still there' });
  }
  for (const { call, recording } of known) {
    const own = rows.filter(row => row.interactionId === call.id && row.recordingId === recording.id);
    const due = recording.key === null ? 0 : 1;
    if (own.length !== due || own.some(({ key }) => key !== recording.key)) {
      const detail = `${own.length} rows for ${JSON.stringify(recording)}`;
      breaches.push({ rule: 'a-row-for-each-file', subject: recording.id, detail });
    }
  }
  return breaches;
}
