import 'reflect-metadata';
import {
  container as globalContainer,
  inject as injectByKey,
  injectable,
  instanceCachingFactory,
  type DependencyContainer,
} from 'tsyringe';
import { PluginError } from '@cloze/contracts';
import { failedOverride } from './failed-override.js';
import type { ServiceOverride, ServiceResolver } from './service-override.js';
import type { ServiceToken } from './service-token.js';

/** Marks a class whose constructor's parameters all carry {@link inject}, so that a container can make it. */
export { injectable };

/** Asks for a service by token: `constructor(@inject(LOGGER) logger: Logger)`. */
export function inject<Service>(token: ServiceToken<Service>): ParameterDecorator {
  return injectByKey(token.key);
}

/** A class that a container can make. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the parameters are tokens' services, which @inject fills in
export type InjectableClass<Service> = new (...services: any[]) => Service;

/** Frees a service when its run ends. */
export type Disposer<Service> = (service: Service) => void | Promise<void>;

/**
 * The services of one run, each made when first asked for and kept. Containers of different runs do not see each other's
 * services. What a user overrides wins over what is provided here. Dispose it when the run ends: services are freed in the
 * opposite order to that in which they were made.
 */
export class RunContainer implements ServiceResolver {
  readonly #container: DependencyContainer = globalContainer.createChildContainer();
  readonly #overrides: ReadonlyMap<symbol, ServiceOverride>;
  readonly #asynchronous = new Map<symbol, () => unknown>();
  readonly #preparing = new Map<symbol, Promise<unknown>>();
  readonly #prepared = new Map<symbol, unknown>();
  readonly #making: string[] = [];
  readonly #made: { readonly name: string; readonly dispose: () => void | Promise<void> }[] = [];
  #disposed = false;

  constructor(overrides: readonly ServiceOverride[] = []) {
    this.#overrides = new Map(overrides.map((override) => [override.token.key, override]));
    for (const override of overrides) this.#register(override.token, () => this.#absent(override.token));
  }

  /** Provides a service by a function. */
  provide<Service>(
    token: ServiceToken<Service>,
    factory: (services: ServiceResolver) => Service,
    dispose?: Disposer<Service>,
  ): this {
    this.#register(token, () => factory(this), dispose);
    return this;
  }

  /** Provides a service by a class whose constructor's parameters carry {@link inject}. */
  provideClass<Service>(
    token: ServiceToken<Service>,
    serviceClass: InjectableClass<Service>,
    dispose?: Disposer<Service>,
  ): this {
    this.#register(token, () => this.#container.resolve(serviceClass), dispose);
    return this;
  }

  /** Provides a service that takes time to make: await {@link prepare} before anything asks for it. */
  provideAsync<Service>(
    token: ServiceToken<Service>,
    factory: (services: ServiceResolver) => Promise<Service>,
    dispose?: Disposer<Service>,
  ): this {
    const override = this.#overrides.get(token.key);
    const make = override ? () => this.#overriddenAsync(override) : () => factory(this);
    this.#asynchronous.set(token.key, make);
    this.#register(token, () => this.#absent(token), override ? override.dispose : dispose);
    return this;
  }

  /** Makes a service that was provided with {@link provideAsync}; at once when it is there already. */
  async prepare<Service>(token: ServiceToken<Service>): Promise<Service> {
    const make = this.#asynchronous.get(token.key);
    if (make === undefined) return this.get(token);
    const made = this.#preparing.get(token.key) ?? Promise.resolve(make());
    this.#preparing.set(token.key, made);
    this.#prepared.set(token.key, await made);
    return this.get(token);
  }

  get<Service>(token: ServiceToken<Service>): Service {
    if (this.#disposed) throw new Error(`Service "${token.name}" was asked for after its run had ended`);
    if (!this.#container.isRegistered(token.key)) return this.#absent(token);
    return this.#container.resolve<Service>(token.key);
  }

  /** Ends the run. All services are freed, even where freeing one fails; then the first failure is thrown. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    const failures: unknown[] = [];
    for (const { dispose } of this.#made.reverse()) {
      try {
        await dispose();
      } catch (error) {
        failures.push(error);
      }
    }
    this.#made.length = 0;
    this.#container.clearInstances();
    if (failures.length > 0) throw failures[0];
  }

  #register<Service>(token: ServiceToken<Service>, original: () => Service, dispose?: Disposer<Service>): void {
    const override = this.#overrides.get(token.key);
    const make = (): unknown => {
      if (this.#prepared.has(token.key)) return this.#prepared.get(token.key);
      return override && !this.#asynchronous.has(token.key) ? this.#overridden(override, original) : original();
    };
    const free: Disposer<never> | undefined = override ? (service) => override.dispose?.(service) : dispose;
    const factory = () => this.#keep(token.name, make, free);
    this.#container.register(token.key, { useFactory: instanceCachingFactory(factory) });
  }

  async #overriddenAsync(override: ServiceOverride): Promise<unknown> {
    try {
      return await override.factory(this, () => this.#absent(override.token));
    } catch (error) {
      throw failedOverride(override, error);
    }
  }

  #overridden(override: ServiceOverride, original: () => unknown): unknown {
    let service: unknown;
    try {
      service = override.factory(this, original);
    } catch (error) {
      throw failedOverride(override, error);
    }
    if (!(service instanceof Promise)) return service;
    service.catch(() => {});
    throw new PluginError({
      what: `The override of service "${override.token.name}" returned a promise`,
      where: override.origin,
      received: 'a promise',
      allowed: 'the service itself: only tokenizer, corpus-statistics and backend may be made asynchronously',
      fix: 'await what it needs at the top of the module that exports the override',
    });
  }

  /** Makes a service once, remembers how to free it, and reports circles. */
  #keep(name: string, make: () => unknown, dispose?: Disposer<never>): unknown {
    if (this.#making.includes(name)) {
      const circle = [...this.#making.slice(this.#making.indexOf(name)), name].join(' → ');
      throw new PluginError({
        what: 'Services need each other in a circle',
        received: circle,
        fix: 'make one of them without the next, or ask for it when it is used instead of when it is made',
      });
    }
    this.#making.push(name);
    try {
      const service = make();
      this.#made.push({ name, dispose: () => disposeWith(dispose, service) });
      return service;
    } finally {
      this.#making.pop();
    }
  }

  #absent<Service>(token: ServiceToken<Service>): Service {
    throw new Error(
      this.#asynchronous.has(token.key)
        ? `Service "${token.name}" takes time to make: await prepare() it first`
        : `Service "${token.name}" is not provided in this run`,
    );
  }
}

function disposeWith(dispose: Disposer<never> | undefined, service: unknown): void | Promise<void> {
  return (dispose as Disposer<unknown> | undefined)?.(service);
}
