import type { ServiceToken } from './service-token.js';

const MARKER = Symbol.for('cloze.service-override');

/** Gives services by token. */
export interface ServiceResolver {
  /** The run's service, made when first asked for. */
  get<Service>(token: ServiceToken<Service>): Service;
}

/**
 * Makes a service from others. `original` makes the one that is overridden, for an override that only wraps it.
 * A promise is awaited where the run prepares the service (tokenizer, corpus-statistics, backend), and an error elsewhere.
 */
export type ServiceFactory<Service> = (
  services: ServiceResolver,
  original: () => Service,
) => Service | Promise<Service>;

/** A user's replacement of one of a run's services. */
export interface ServiceOverride<Service = unknown> {
  readonly token: ServiceToken<Service>;
  /** The module that it comes from, as the user wrote it. */
  readonly origin?: string;
  factory(services: ServiceResolver, original: () => Service): Service | Promise<Service>;
  dispose?(service: Service): void | Promise<void>;
}

/**
 * Replaces a service of every run whose config names the module that exports this:
 * `export const quiet = override(LOGGER, () => silentLogger);`
 * @param dispose called with the service when the run ends
 */
export function override<Service>(
  token: ServiceToken<Service>,
  factory: ServiceFactory<Service>,
  dispose?: (service: Service) => void | Promise<void>,
): ServiceOverride<Service> {
  return Object.defineProperty({ token, factory, dispose }, MARKER, { value: true });
}

/** True for what {@link override} made, also in another copy of this package. */
export function isServiceOverride(value: unknown): value is ServiceOverride {
  return typeof value === 'object' && value !== null && MARKER in value;
}
