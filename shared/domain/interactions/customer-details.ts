import type { Customer, InteractionRecord } from '#schemas/interactions/model.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { type Change, change, nothing } from '#shared/domain/kit/change.ts';
import { about } from './about.ts';
import { participants } from './assignments.ts';

/** What is said anew of a customer; what is left out stays, null takes it away. */
export type CustomerDetails = { readonly [Field in 'email' | 'name' | 'phone']?: Customer[Field] | undefined };

/**
 * The customer's name, e-mail or phone is corrected, by the customer or the agent; those at work on it are told. The id
 * stays: it is the web site's, and tags the archive.
 *
 * @throws AppError `CHAT_ENDED`
 */
export function changeCustomer(interaction: InteractionRecord, details: CustomerDetails): Change {
  if (interaction.endedAt !== null) throw new AppError('CHAT_ENDED', { currentState: interaction.status });
  const given = Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
  const customer: Customer = { ...interaction.customer, ...given };
  const same = (['name', 'email', 'phone'] as const).every(field => customer[field] === interaction.customer[field]);
  if (same) return nothing;
  const agents = [...participants(interaction), ...(interaction.offer ? [interaction.offer.agentId] : [])];
  return change({
    interactions: [{ before: interaction, after: { ...interaction, customer } }],
    events: [
      {
        type: 'interaction.changed.v1',
        subject: `interaction/${interaction.id}`,
        agents: [...new Set(agents)],
        data: { ...about(interaction), fields: ['customer'] },
      },
    ],
  });
}

/** The same with the tag that the web site gave the contact: the archive is searched by it (CHAT-35). */
export const archiveKeys = ({ customer, profile }: Pick<InteractionRecord, 'customer' | 'profile'>): string[] => [
  ...customerKeys(customer),
  ...(profile['sessionTag'] ? [`tag~${inKey(profile['sessionTag'])}`] : []),
];

/**
 * Under which keys the contacts of a customer are found again (CHAT-50): the id of the web site, the e-mail address, the
 * phone number. Empty for an anonymous one.
 */
export const customerKeys = ({ email, id, phone }: Customer): string[] => [
  ...(id ? [`id~${inKey(id)}`] : []),
  ...(email ? [`email~${inKey(email.toLowerCase())}`] : []),
  ...(phone ? [`phone~${phone.replaceAll(/[^\d+]/g, '')}`] : []),
];

/** What a web site may send and a key may not hold: the sign between the parts of a key, and half a character. */
const inKey = (value: string): string => value.toWellFormed().replaceAll('%', '%25').replaceAll('#', '%23');
