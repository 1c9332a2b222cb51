import { adminApi } from '#functions/admin/api.ts';
import { applyTo } from '#functions/admin/apply.ts';
import { attachmentApi } from '#functions/attachments/api.ts';
import { chatApi } from '#functions/chat/api.ts';
import { compatApi } from '#functions/compat/api.ts';
import { identifyBy } from '#functions/compat/identify.ts';
import { dispositionApi } from '#functions/dispositions/api.ts';
import { interactionApi } from '#functions/interactions/api.ts';
import { socketApi } from '#functions/realtime/actions.ts';
import { realtimeApi } from '#functions/realtime/api.ts';
import { connections } from '#functions/realtime/connections.ts';
import { onChanges } from '#functions/realtime/on-changes.ts';
import { routingApi } from '#functions/routing/api.ts';
import { sessionApi } from '#functions/sessions/api.ts';
import { snippetApi } from '#functions/snippets/api.ts';
import { sweepTenants } from '#functions/tasks/sweep-tenants.ts';
import { taskApi } from '#functions/tasks/tasks.ts';
import { transcriptApi } from '#functions/transcripts/api.ts';
import { voiceApi } from '#functions/voice/api.ts';
import { type TelephoneEvents, telephoneEvents } from '#functions/voice/telephone.ts';
import { MAX_FILE_BYTES } from '#schemas/compat/chatservice/model.ts';
import type { DomainName } from '#schemas/index.ts';
import { fileRecognition } from '#shared/adapters/attachments/file-recognition.ts';
import { openAdmin } from '#shared/adapters/repositories/admin.ts';
import { openAttachments } from '#shared/adapters/repositories/attachments.ts';
import { openChat } from '#shared/adapters/repositories/chat.ts';
import { openChatService } from '#shared/adapters/repositories/chat-service.ts';
import { configurationCache } from '#shared/adapters/repositories/configuration-cache.ts';
import { numberBook } from '#shared/adapters/repositories/phone-numbers.ts';
import { openRealtime } from '#shared/adapters/repositories/realtime.ts';
import { openRetention } from '#shared/adapters/repositories/retention.ts';
import { openSnippets } from '#shared/adapters/repositories/snippets.ts';
import { tenantAliases, tenantIds } from '#shared/adapters/repositories/tenants.ts';
import { openTranscripts } from '#shared/adapters/repositories/transcripts.ts';
import { openWork } from '#shared/adapters/repositories/work.ts';
import { workMemory } from '#shared/adapters/repositories/work-memory.ts';
import type { OpenStore } from '#shared/adapters/store/store.ts';
import type { SignedConversationTokens } from '#shared/adapters/tokens/conversation-tokens.ts';
import { openDialling, openVoice } from '#shared/adapters/voice/dialling.ts';
import type { AttachmentFiles } from '#shared/app/attachments/ports.ts';
import { WATCHED } from '#shared/app/realtime/fan-out.ts';
import type { MailSender } from '#shared/app/transcripts/ports.ts';
import type { RecordingFiles } from '#shared/app/voice/ports.ts';
import type { Context, News, NextId, Sockets, Timers, VoiceProvider, WorkPorts } from '#shared/app/work/ports.ts';
import { type RestOptions, restLambda } from '#shared/runtime/rest.ts';
import { frameHandler } from '#shared/runtime/socket.ts';
import type { ChangeHandler, Watched } from '#shared/runtime/stream.ts';
import { type TaskRunner, taskRunner } from '#shared/runtime/task.ts';
import type { Telemetry } from '#shared/runtime/telemetry.ts';
import type { RestFunction } from './http.ts';
import type { SocketFunctions } from './socket.ts';

/** What the functions are made of here: the same bindings and use cases as on Lambda, over local parts. */
export interface Parts extends RestOptions {
  readonly openStore: OpenStore;
  readonly nextId: NextId;
  readonly timers: Timers;
  readonly sockets: Sockets;
  readonly news: News;
  /** Null where there is no telephone service. */
  readonly voice: VoiceProvider | null;
  /** The files of recordings; null where nothing is recorded. */
  readonly recordings: RecordingFiles | null;
  readonly files: AttachmentFiles;
  readonly tokens: SignedConversationTokens;
  readonly mails: MailSender;
  readonly socketUrl: string;
  readonly telemetry: Telemetry;
}

/** Every entry point of the system. */
export interface Application {
  readonly functions: Readonly<Record<DomainName, RestFunction>>;
  readonly socket: SocketFunctions;
  readonly telephone: TelephoneEvents;
  /** The ports of work, for one request of one tenant. */
  readonly open: (ctx: Context) => WorkPorts;
  readonly runTask: TaskRunner;
  readonly onChanges: ChangeHandler;
  /** The entities whose changes concern `onChanges`. */
  readonly watched: Watched;
  /** Repairs what should not be, of all tenants; `restarting` sets the timers again that went with a process. */
  readonly sweep: (requestId: string, restarting?: boolean) => Promise<void>;
}

export function compose(parts: Parts): Application {
  const dependencies = {
    ...parts,
    configurationCache: configurationCache(),
    memory: workMemory(),
    recognition: fileRecognition,
    carriedBytes: MAX_FILE_BYTES,
  };
  const { openStore, nextId, now, telemetry, tokens } = parts;
  const numbers = numberBook(openStore);
  const work = openWork(dependencies);
  const dialling = openDialling(dependencies);
  const identify = identifyBy({ verify: tokens.verify, tenantByAlias: tenantAliases(openStore, now) });
  const realtime = openRealtime(dependencies);
  const admin = (ctx: Context) =>
    openAdmin(ctx, {
      store: openStore(ctx.tenantId),
      configurationCache: dependencies.configurationCache,
      nextId,
      numbers,
      applied: applyTo(work(ctx), telemetry),
    });
  const transcripts = openTranscripts(dependencies);
  const tasks = (ctx: Context) => ({ ...transcripts(ctx), ...realtime(ctx) });
  const retention = openRetention(dependencies);
  const sweeping = (ctx: Context) => ({ ...retention(ctx), ...realtime(ctx) });
  const runTask = taskRunner(taskApi, tasks, { now });
  return {
    functions: {
      sessions: restLambda(sessionApi, work, parts),
      routing: restLambda(routingApi, work, parts),
      interactions: restLambda(interactionApi, dialling, parts),
      voice: restLambda(voiceApi, openVoice(dependencies), parts),
      dispositions: restLambda(dispositionApi, work, parts),
      attachments: restLambda(attachmentApi, openAttachments(dependencies), parts),
      transcripts: restLambda(transcriptApi, transcripts, parts),
      chat: restLambda(chatApi, openChat(dependencies), parts),
      compat: restLambda(compatApi, openChatService(dependencies), { ...parts, identify }),
      snippets: restLambda(snippetApi, openSnippets(dependencies), parts),
      realtime: restLambda(realtimeApi, realtime, parts),
      admin: restLambda(adminApi, admin, parts),
    },
    socket: { ...connections(realtime, now), frame: frameHandler(socketApi, realtime, parts) },
    telephone: telephoneEvents(work, parts),
    open: work,
    runTask,
    onChanges: onChanges(realtime, { now, telemetry }),
    watched: WATCHED,
    sweep: sweepTenants({ tenantIds: tenantIds(openStore), open: sweeping, runTask, now, telemetry }),
  };
}
