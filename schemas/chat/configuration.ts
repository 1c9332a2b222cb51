import * as z from 'zod';
import { ChatTexts } from '../admin/chat-texts.ts';
import { ChatWidget, Queue } from '../admin/model.ts';
import { TenantId } from '../kit/id.ts';

/** What one side of a chat may send, after the tenant, the queue and the widget have had their say. */
export const EffectiveChatLimits = z
  .object({
    /** Characters. */
    maxMessageLength: z.int(),
    /** 0 when no attachment can be sent. */
    maxAttachmentBytes: z.int(),
    /** Extensions that alone may be sent; null: all but the restricted ones. */
    allowedAttachmentTypes: z.array(z.string()).nullable(),
    restrictedAttachmentTypes: z.array(z.string()),
  })
  .meta({ id: 'EffectiveChatLimits' });
export type EffectiveChatLimits = z.output<typeof EffectiveChatLimits>;

/** Why a chat cannot be had now. */
export const Unavailability = z.enum(['closed', 'barred', 'full', 'no-agents', 'disabled', 'rejected']).meta({
  id: 'Unavailability',
  description:
    '`closed`: the hours or the campaign; `barred`: the queue takes no chats; `full`: too many wait; and for a widget `no-agents`: nobody is at work, `disabled`: it is switched off, `rejected`: it may not ask for this queue.',
});
export type Unavailability = z.output<typeof Unavailability>;

export const ChatAvailability = z
  .object({
    available: z.boolean(),
    reason: Unavailability.nullable(),
    message: z.string().nullable(),
    waiting: z.int(),
    estimatedWaitMs: z.int().nullable(),
  })
  .meta({ id: 'ChatAvailability' });
export type ChatAvailability = z.output<typeof ChatAvailability>;

const { shape } = ChatWidget;
/** A widget as its page may know it: nothing that is for agents and integrations alone. */
export const PublicChatWidget = z
  .object({
    id: shape.id,
    name: shape.name,
    queue: Queue.pick({ id: true, name: true, alias: true }),
    showWhenUnavailable: z.boolean(),
    statePollSeconds: z.int(),
    showEstimatedWait: z.boolean(),
    customer: z.object({ name: z.string(), id: z.string(), email: z.string(), phone: z.string() }),
    sessionTag: z.string(),
    initialMessage: z.string(),
    ignoreCustomerDetails: z.boolean(),
    hideAgentName: z.boolean(),
    showPostChat: z.boolean(),
    postChatDelaySeconds: z.int(),
    position: shape.position.unwrap(),
    movable: z.boolean(),
    /** Null: the widget's own origin. */
    postedMessageOrigin: z.string().nullable(),
    /** What holds: the smaller of the widget's and the tenant's. */
    idleSeconds: z.int(),
    idleWarningSeconds: z.int(),
    /** Null: never. */
    pageLostSeconds: z.int().nullable(),
    /** A `Content-Security-Policy` for the page that is framed. */
    framing: z.string(),
  })
  .meta({ id: 'PublicChatWidget' });
export type PublicChatWidget = z.output<typeof PublicChatWidget>;

/** Everything a chat window needs before anybody writes, in one answer. */
export const ChatConfiguration = z
  .object({
    tenantId: TenantId,
    /** Null when none was named. */
    widget: PublicChatWidget.nullable(),
    /** What the customer may send. */
    limits: EffectiveChatLimits,
    /** Null when neither a widget nor a queue was named. */
    availability: ChatAvailability.nullable(),
    /** The locale whose texts come first, `default` when there are none in the requested language. */
    locale: z.string(),
    requestedLocale: z.string().nullable(),
    texts: ChatTexts,
  })
  .meta({ id: 'ChatConfiguration' });
export type ChatConfiguration = z.output<typeof ChatConfiguration>;
