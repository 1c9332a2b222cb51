import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { changeInteraction } from '#shared/app/work/change-interaction.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { saveNotes as decide } from '#shared/domain/interactions/notes.ts';

export const saveNotes = (ports: WorkPorts, interactionId: string, notes: string): Promise<InteractionRecord> =>
  changeInteraction(ports, interactionId, (interaction, agent) => decide(interaction, agent.id, notes));
