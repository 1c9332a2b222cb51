import type { Construct } from 'constructs';
import type { DomainName } from '#schemas/index.ts';
import type { Access } from './access.ts';
import { type Deployment, ServiceFunction, timeouts } from './service-function.ts';

interface DomainServiceProps {
  readonly deployment: Deployment;
  readonly domain: DomainName;
  readonly access: readonly Access[];
  readonly errorImpact: string;
}

/** The one function behind all routes of a domain. */
export class DomainService extends ServiceFunction {
  constructor(scope: Construct, id: string, { deployment, domain, access, errorImpact }: DomainServiceProps) {
    super(scope, id, {
      deployment,
      entry: `${domain}/rest`,
      description: `Answers all routes of the domain ${domain}`,
      access,
      errorImpact,
      severity: domain === 'admin' ? 'ticket' : 'page',
      timeout: timeouts.rest,
    });
  }
}
