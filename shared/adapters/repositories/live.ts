import { InteractionEntity } from '#schemas/interactions/entity.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { AgentEntity } from '#schemas/sessions/entity.ts';
import type { AgentRecord } from '#schemas/sessions/model.ts';
import { CallEntity } from '#schemas/voice/entity.ts';
import type { CallRecord } from '#schemas/voice/model.ts';
import type { Store } from '#shared/adapters/store/store.ts';
import { liveShards } from '#shared/domain/kit/shard.ts';

/** Agents with an open session; lags a little. */
export const liveAgents = async (store: Store): Promise<AgentRecord[]> =>
  (await Promise.all(liveShards.map(live => store.find(AgentEntity, 'live', { live })))).flat();

/** Interactions that are not closed; lags a little. */
export const liveInteractions = async (store: Store): Promise<InteractionRecord[]> =>
  (await Promise.all(liveShards.map(live => store.find(InteractionEntity, 'live', { live })))).flat();

/** Calls of which something may be left at the telephone service; lags a little. */
export const liveCalls = async (store: Store): Promise<CallRecord[]> =>
  (await Promise.all(liveShards.map(live => store.find(CallEntity, 'live', { live })))).flat();
