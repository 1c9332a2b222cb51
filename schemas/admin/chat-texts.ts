import * as z from 'zod';

/**
 * Every text a chat shows (LOC-01), in English. `{0}`, `{1}` stand for what the moment brings: the name of the agent,
 * seconds, a number of messages, a size in KB, a list of types. An override keeps the ones its text has here.
 */
export const defaultChatTexts = {
  anonymousAgentJoined: 'Somebody from our team is with you now.',
  anonymousAgentLeft: 'Our colleague has left the chat.',
  anonymousAgentTyping: 'Our colleague is writing …',
  askAQuestion: 'What would you like to know?',
  browse: 'Browse',
  chatRequested: 'Thank you. We are looking for somebody to help you.',
  chatUnavailable: 'The chat is not staffed right now.',
  customerBack: 'The customer is back on the page.',
  customerBackReceivedMessage: 'The customer is back and has received what you wrote meanwhile.',
  customerLeft: 'The customer has left the page and may come back.',
  customerLeftAutoSend: 'The customer is away. Your message is delivered as soon as the customer comes back.',
  customerLeftClosing: 'The customer has not come back. The chat ends in {0} seconds.',
  enterEmail: 'Your e-mail address',
  enterName: 'Your name',
  enterPhone: 'Your phone number',
  errorOccurred: 'Something went wrong in this chat.',
  errorRequestingChat: 'The chat could not be started. Please try again.',
  errorSendingMessage: 'Your message was not sent. Please try again.',
  estimatedWaitTime: 'Expected wait:',
  invalidAttachmentType: 'Files of this type cannot be sent here.',
  maxAttachmentSizeExceeded: 'The file is too large: {0} KB is the most that can be sent.',
  minute: 'minute',
  minutes: 'minutes',
  namedAgentJoined: '{0} is with you now.',
  namedAgentLeft: '{0} has left the chat.',
  namedAgentTyping: '{0} is writing …',
  no: 'No',
  postText: 'Thank you for your visit.',
  postUrl: '',
  postUrlText: '',
  product: 'Customer chat',
  reallyClose: 'Do you want to end this chat?',
  requestRejected: 'A chat cannot be started here.',
  restart: 'New chat',
  selectFile: 'Choose a file',
  send: 'Send',
  sendTheMessage: 'Send your message',
  sessionTimeout: 'We have not heard from you for a while, so this chat has been closed.',
  sessionWillSoonBeClosed: 'Are you still there? Without an answer this chat closes in {0} seconds.',
  startChat: 'Start the chat',
  terminated: 'This chat is over.',
  title: 'Chat with us',
  typeMessageHere: 'Write your message',
  upload: 'Upload',
  uploadComplete: 'The file has been sent.',
  uploadFailed: 'The file could not be sent.',
  uploadProgress: 'Sending the file …',
  uploadTheFile: 'Send this file',
  welcomeText: 'Welcome. Tell us how we can help.',
  yes: 'Yes',
} as const;

export type ChatTextKey = keyof typeof defaultChatTexts;
export const chatTextKeys = Object.keys(defaultChatTexts) as [ChatTextKey, ...ChatTextKey[]];

export const ChatTextKey = z.enum(chatTextKeys);
/** Every key with its text. */
export type ChatTexts = Readonly<Record<ChatTextKey, string>>;
export const ChatTexts = z.record(ChatTextKey, z.string()).meta({ id: 'ChatTexts' });

/** `fr` or `fr-BE`: a language, with or without a region (LOC-02). */
const LOCALE = /^[a-z]{2,3}(-[A-Z]{2})?$/;
/** The overrides that hold for every language. */
export const EVERY_LOCALE = 'default';

/** Overrides by locale; `default` holds where a language says nothing. */
export const ChatTextOverrides = z
  .record(
    z.string().refine(tag => tag === EVERY_LOCALE || LOCALE.test(tag), 'must be `default`, or such as `fr` or `fr-BE`'),
    z.partialRecord(ChatTextKey, z.string().max(500)).superRefine((texts, context) => {
      for (const [key, text] of Object.entries(texts)) {
        for (const lost of placeholdersOf(defaultChatTexts[key as ChatTextKey]).filter(one => !text.includes(one))) {
          context.addIssue({ code: 'custom', path: [key], message: `must keep the placeholder ${lost}` });
        }
      }
    }),
  )
  .refine(byLocale => Object.keys(byLocale).length <= 40, 'at most 40 locales');
export type ChatTextOverrides = z.output<typeof ChatTextOverrides>;

const placeholdersOf = (text: string): string[] => text.match(/\{\d\}/g) ?? [];
