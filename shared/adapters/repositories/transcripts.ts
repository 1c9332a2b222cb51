import { TranscriptClaimEntity } from '#schemas/transcripts/entity.ts';
import { put } from '#shared/adapters/store/store.ts';
import type { MailSender, TranscriptPorts } from '#shared/app/transcripts/ports.ts';
import type { Context } from '#shared/app/work/ports.ts';
import { openWork, type WorkDependencies } from './work.ts';

export interface TranscriptDependencies extends WorkDependencies {
  readonly mails: MailSender;
}

/** The ports of transcripts, opened for one request of one tenant. */
export function openTranscripts(dependencies: TranscriptDependencies): (ctx: Context) => TranscriptPorts {
  const open = openWork(dependencies);
  return ctx => {
    const store = dependencies.openStore(ctx.tenantId);
    return {
      ...open(ctx),
      mails: dependencies.mails,
      claim: interactionId => store.get(TranscriptClaimEntity, { interactionId }),
      saveClaim: (claim, known) => store.commit([put(TranscriptClaimEntity, claim, known)]),
    };
  };
}
