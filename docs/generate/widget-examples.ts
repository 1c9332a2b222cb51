/** A chat window on the pages of a shop, as its administrator wrote it and as its page reads it. */
import { defaultChatTexts } from '#schemas/admin/chat-texts.ts';
import { type ChatConfiguration, ChatWidget } from '#schemas/client.ts';

export const widget = ChatWidget.parse({
  id: 'shop',
  name: 'Shop',
  queueId: 'support',
  allowedOrigins: ['https://shop.example'],
  limits: { maxMessageLength: 1000 },
  texts: { default: { title: 'Ask us' }, fr: { title: 'Une question ?' } },
});

const { limits } = widget;

export const shopConfiguration: ChatConfiguration = {
  tenantId: 'demo',
  widget: {
    id: 'shop',
    name: 'Shop',
    queue: { id: 'support', name: 'Support', alias: 2 },
    showWhenUnavailable: true,
    statePollSeconds: 20,
    showEstimatedWait: true,
    customer: { name: 'Customer', id: '', email: '', phone: '' },
    sessionTag: '',
    initialMessage: '',
    ignoreCustomerDetails: false,
    hideAgentName: false,
    showPostChat: true,
    postChatDelaySeconds: 0,
    position: 'center-right',
    movable: true,
    idleSeconds: 300,
    idleWarningSeconds: 60,
    postedMessageOrigin: null,
    pageLostSeconds: 60,
    framing: "frame-ancestors 'self' https://shop.example",
  },
  limits: {
    maxMessageLength: limits.maxMessageLength ?? 1024,
    maxAttachmentBytes: 5_242_880,
    allowedAttachmentTypes: ['pdf', 'png'],
    restrictedAttachmentTypes: ['exe', 'bat', 'cmd', 'com', 'vbs'],
  },
  availability: { available: true, reason: null, message: null, waiting: 2, estimatedWaitMs: 90_000 },
  locale: 'fr',
  requestedLocale: 'fr-BE',
  texts: { ...defaultChatTexts, title: 'Une question ?' },
};
