import type { ChatLimits, Queue, RoutingSettings } from '#schemas/admin/model.ts';
import type { EffectiveChatLimits } from '#schemas/chat/configuration.ts';

/** Who narrows what may be sent: the tenant always, the queue for both sides, the widget for the customer alone. */
export interface Narrowing {
  readonly settings: Pick<RoutingSettings, 'chat' | 'maxMessageLength'>;
  readonly queue?: Pick<Queue, 'chatLimits'> | undefined;
  readonly widget?: { readonly limits: ChatLimits } | undefined;
}

/**
 * What one side may send: of every limit the smallest, and a file type that passes everywhere (CHAT-41, ATT-02 to
 * ATT-04). Agents are not bound by the widget (ATT-07).
 */
export function effectiveLimits(
  side: 'customer' | 'agent',
  { settings, queue, widget }: Narrowing,
): EffectiveChatLimits {
  const tenant = { ...settings.chat, maxMessageLength: settings.maxMessageLength };
  const all: ChatLimits[] = [tenant, queue?.chatLimits, side === 'customer' ? widget?.limits : undefined].filter(
    one => one !== undefined,
  );
  const lists = all.map(one => one.allowedAttachmentTypes).filter(list => list.length > 0);
  const restricted = unique(
    all.flatMap(one => (one.allowedAttachmentTypes.length > 0 ? [] : one.restrictedAttachmentTypes)),
  );
  const [first, ...others] = lists;
  const allowed = first
    ? unique(first).filter(type => others.every(list => list.includes(type)) && !restricted.includes(type))
    : null;
  const kilobytes = smallest(all.map(one => one.maxAttachmentKilobytes));
  return {
    maxMessageLength: smallest(all.map(one => one.maxMessageLength)),
    maxAttachmentBytes: allowed?.length === 0 ? 0 : kilobytes * 1024,
    allowedAttachmentTypes: allowed,
    restrictedAttachmentTypes: restricted,
  };
}

const smallest = (values: readonly (number | undefined)[]): number =>
  Math.min(...values.filter(value => value !== undefined));

const unique = (types: readonly string[]): string[] => [...new Set(types)];

/** Why a file may not be sent; each is an outcome of its own (ATT-05). */
export type AttachmentRefusal = 'disabled' | 'too-large' | 'type';

/** Null for a file that may be sent. Its type is what follows the last dot of its name, without regard to case. */
export function attachmentRefusal(
  limits: EffectiveChatLimits,
  file: { readonly name: string; readonly bytes: number },
): AttachmentRefusal | null {
  if (limits.maxAttachmentBytes === 0) return 'disabled';
  if (!takesType(limits, extensionOf(file.name))) return 'type';
  return file.bytes > limits.maxAttachmentBytes ? 'too-large' : null;
}

const takesType = (limits: EffectiveChatLimits, type: string): boolean =>
  limits.allowedAttachmentTypes?.includes(type) ?? !limits.restrictedAttachmentTypes.includes(type);

/** Trailing dots and blanks do not count: some file systems drop them, and `virus.exe.` is run there. */
export const extensionOf = (name: string): string => {
  const trimmed = name.replace(/[. ]+$/, '');
  const dot = trimmed.lastIndexOf('.');
  return dot < 0 ? '' : trimmed.slice(dot + 1).toLowerCase();
};
