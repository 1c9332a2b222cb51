/*
 * A client of the documented chat service, written from that documentation alone: it imports nothing, and knows neither
 * our routes nor our codes. What it does not read, a web team's client does not read either.
 */

export interface ChatRequest {
  SessionID?: string;
  CustomerID?: string;
  CustomerName?: string;
  EmailAddress?: string;
  PhoneNumber?: string;
  TenantID?: number;
  ServiceGroupID?: number;
  ServiceGroupName?: string;
  PrivateData?: string;
  TimeZoneOffset?: number;
}

export interface ChatResponse {
  ChatID: string | null;
  Message: string | null;
  SessionID: number;
  QueuePosition: number;
  EstimatedWaitTime: number;
}

export const EventType = { MessageReceived: 0, AgentJoined: 1, AgentLeft: 2, AgentTyping: 3, ChatState: 4 };
export const State = { Queued: 0, Handling: 1, Terminated: 2 };
export const TerminationCause = { General: 0, GroupClosed: 1 };

export interface ServiceEvent {
  EventType: number;
  Data: {
    ChatID: string;
    Name?: string | null;
    Message?: string;
    System?: boolean;
    TimeStamp?: string;
    Attachment?: string | null;
    State?: number;
    QueuePosition?: number;
    EstimatedWaitTime?: number;
    TerminationCause?: number;
  };
}

/** What a method throws when it fails. */
export class Fault extends Error {
  readonly status: number;
  readonly contentType: string;
  // biome-ignore lint/suspicious/noExplicitAny: a fault is for people to read
  readonly body: any;
  constructor(status: number, contentType: string, text: string) {
    super(`fault ${status}: ${text}`);
    this.status = status;
    this.contentType = contentType;
    this.body = JSON.parse(text);
  }
}

export class ChatServiceClient {
  readonly #base: string;

  /** @param base the address that requests are made under, such as `http://server:12616/chatservice` */
  constructor(base: string) {
    this.#base = base;
  }

  requestChat(request: ChatRequest): Promise<ChatResponse> {
    return this.call('RequestChat', { request });
  }
  leaveChat(ChatID: string): Promise<void> {
    return this.call('LeaveChat', { request: { ChatID } });
  }
  sendMessage(ChatID: string, Message: string, Attachment?: string): Promise<void> {
    return this.call('SendMessage', { request: { ChatID, Message, ...(Attachment !== undefined && { Attachment }) } });
  }
  sendTyping(ChatID: string): Promise<void> {
    return this.call('SendTyping', { request: { ChatID } });
  }
  async getEvents(ChatID: string, Timeout = 0): Promise<ServiceEvent[]> {
    return (await this.call<{ Events: ServiceEvent[] }>('GetEvents', { request: { ChatID, Timeout } })).Events;
  }
  getQueueInfo(request: ChatRequest): Promise<{ EstimatedWaitTime: number; Open: boolean }> {
    return this.call('GetQueueInfo', { request });
  }
  getChatInfo(ChatID: string): Promise<{ State: number; QueuePosition: number }> {
    return this.call('GetChatInfo', { request: { ChatID } });
  }
  getChatConfiguration(): Promise<{
    MaxMessageLength: number;
    MaxAttachmentSize: number;
    AllowedAttachmentTypes: string[] | null;
    RestrictedAttachmentTypes: string[];
  }> {
    return this.call('GetChatConfiguration');
  }
  getVersion(): Promise<string> {
    return this.call('GetVersion');
  }

  /** @throws Fault */
  async call<T>(method: string, parameters?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    const response = await fetch(`${this.#base}/${method}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
      ...(parameters !== undefined && { body: JSON.stringify(parameters) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Fault(response.status, response.headers.get('content-type') ?? '', text);
    return JSON.parse(text);
  }
}

/** What a method refuses with. */
export async function faultOf(work: Promise<unknown>): Promise<Fault> {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown;
    throw thrown;
  }
  throw new Error('there was no fault');
}
