import { type DomainName, registry } from '#schemas/index.ts';
import { type Address, addressesOf, type Method, type Route } from '#schemas/kit/route.ts';

export interface Match {
  readonly domain: DomainName;
  readonly route: Route;
  /** The one of its addresses that was called. */
  readonly address: Address;
  readonly pathParameters: Record<string, string>;
}

/** The route of a request, or the methods that its path has instead. */
export type FindRoute = (method: string, path: string) => Match | { readonly allow: readonly Method[] };

interface Pattern {
  readonly domain: DomainName;
  readonly route: Route;
  readonly address: Address;
  readonly segments: readonly string[];
}

const patterns: readonly Pattern[] = Object.entries(registry).flatMap(([domain, { routes }]) =>
  Object.values(routes).flatMap(route =>
    addressesOf(route).map(address => ({
      ...{ domain: domain as DomainName, route, address },
      segments: address.path.split('/'),
    })),
  ),
);

/** Matches paths as API Gateway does: by whole segments, a literal one before a parameter. */
export const findRoute: FindRoute = (method, path) => {
  const segments = path.split('/');
  const matching = patterns.filter(pattern => fits(pattern.segments, segments)).sort(byLiteralness);
  const found = matching.find(({ address }) => address.method === method);
  if (!found) return { allow: [...new Set(matching.map(({ address }) => address.method))] };
  const { address, domain, route } = found;
  return { domain, route, address, pathParameters: parametersOf(found.segments, segments) };
};

const parameterName = (segment: string): string | undefined => /^\{(\w+)\}$/.exec(segment)?.[1];

const fits = (pattern: readonly string[], segments: readonly string[]): boolean =>
  pattern.length === segments.length &&
  pattern.every((segment, at) =>
    parameterName(segment) === undefined ? segment === segments[at] : segments[at] !== '',
  );

const byLiteralness = (left: Pattern, right: Pattern): number => parameters(left) - parameters(right);
const parameters = ({ segments }: Pattern): number => segments.filter(parameterName).length;

const parametersOf = (pattern: readonly string[], segments: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    pattern.flatMap((segment, at) => {
      const name = parameterName(segment);
      return name === undefined ? [] : [[name, segments[at] ?? '']];
    }),
  );
