import type { ArchivedConversation, Transcript } from '#schemas/transcripts/model.ts';
import { visible } from '#shared/app/work/visible.ts';
import { rulesOf } from '#shared/domain/admin/configuration.ts';
import { archiveKeys } from '#shared/domain/interactions/customer-details.ts';
import { archived } from '#shared/domain/transcripts/caller.ts';
import { LINES, mailOf } from './mail.ts';
import type { TranscriptPorts } from './ports.ts';
import { statusOf } from './status.ts';

export interface ArchiveSearch {
  readonly customerId?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly sessionTag?: string | undefined;
  readonly limit: number;
}

/** The conversations that are over of a customer, or with a tag (TRX-13, CHAT-35), newest first. */
export async function searchArchive(
  ports: TranscriptPorts,
  { customerId, email, phone, sessionTag, limit }: ArchiveSearch,
): Promise<{ items: ArchivedConversation[] }> {
  const keys = archiveKeys({
    customer: { id: customerId ?? null, email: email ?? null, phone: phone ?? null, name: null },
    profile: sessionTag === undefined ? {} : { sessionTag },
  });
  const [ids, { settings }] = await Promise.all([ports.contacts(keys, limit), ports.configuration()]);
  const found = ids.length > 0 ? await ports.interactions(ids) : [];
  return { items: found.filter(one => one.endedAt !== null).map(one => archived(one, settings.chat)) };
}

/** A conversation with every line (TRX-14). @throws AppError `INTERACTION_NOT_FOUND` */
export async function getTranscript(ports: TranscriptPorts, interactionId: string): Promise<Transcript> {
  const { interaction } = await visible(ports, interactionId);
  const [configuration, entries, claim, { mail, unavailable }] = await Promise.all([
    ports.configuration(),
    ports.entries(interactionId, 0, LINES),
    ports.claim(interactionId),
    mailOf(ports, interaction),
  ]);
  const { openOnClose } = rulesOf(configuration, interaction).queue.transcript;
  return {
    ...archived(interaction, configuration.settings.chat),
    ...{ entries, mail, unavailable, mailStatus: statusOf(interaction, claim) },
    openOnClose: openOnClose && mail !== null,
  };
}
