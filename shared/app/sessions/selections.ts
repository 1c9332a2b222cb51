import type { Session } from '#schemas/sessions/model.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { checkExtension } from '#shared/domain/sessions/open.ts';
import * as queues from '#shared/domain/sessions/queues.ts';
import { changeSession } from './change-session.ts';

export const selectCampaigns = (ports: WorkPorts, campaignIds: readonly string[]): Promise<Session> =>
  changeSession(ports, agent => queues.selectCampaigns(agent, campaignIds));

export const selectExtension = (ports: WorkPorts, extension: string | null): Promise<Session> =>
  changeSession(ports, async agent => {
    const user = await ports.user(agent.id);
    if (!user) throw new AppError('SESSION_NOT_FOUND');
    checkExtension(user, extension);
    return queues.selectExtension(agent, extension);
  });
