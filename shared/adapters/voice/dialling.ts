import type { RecordingFiles, VoicePorts } from '#shared/app/voice/ports.ts';
import type { Context, DiallingPorts } from '#shared/app/work/ports.ts';
import { openWork, type WorkDependencies } from '../repositories/work.ts';
import { phoneNumbers } from './phone-numbers.ts';

/** The ports of work for use cases that have somebody called. */
export const openDialling =
  (dependencies: WorkDependencies) =>
  (ctx: Context): DiallingPorts => ({ ...openWork(dependencies)(ctx), numbers: phoneNumbers });

/** The same for the commands of calls, with the files of recordings. */
export const openVoice =
  (dependencies: WorkDependencies & { readonly recordings: RecordingFiles | null }) =>
  (ctx: Context): VoicePorts => ({ ...openDialling(dependencies)(ctx), recordings: dependencies.recordings });
