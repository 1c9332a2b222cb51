import type { WorkPorts } from '#shared/app/work/ports.ts';
import { campaignOf } from '#shared/domain/admin/configuration.ts';
import { searchClasses } from '#shared/domain/dispositions/outcomes.ts';

/** The outcome classes and codes of a campaign (DISP-01), searched by name or number (WRAP-05). */
export async function listOutcomes(ports: WorkPorts, campaignId: string, search: string | undefined) {
  const configuration = await ports.configuration();
  const campaign = campaignOf(configuration, campaignId);
  const scheme = configuration.outcomeSchemes.get(campaign.outcomeSchemeId ?? '');
  return { required: campaign.dispositionRequired, classes: searchClasses(scheme, search) };
}
