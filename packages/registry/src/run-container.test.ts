import { describe, expect, it } from 'vitest';
import { KeyedRandom, PluginError, silentLogger, type Logger } from '@cloze/contracts';
import { RunContainer, inject, injectable } from './run-container.js';
import { override } from './service-override.js';
import { serviceToken } from './service-token.js';
import { messageOf } from './testing/message-of.js';
import { BACKEND, LOGGER, RANDOM } from './tokens.js';

const GREETING = serviceToken<string>('test.greeting');
const LENGTH = serviceToken<number>('test.length');
const GREETER = serviceToken<Greeter>('test.greeter');

@injectable()
class Greeter {
  constructor(
    @inject(GREETING) readonly greeting: string,
    @inject(RANDOM) readonly random: KeyedRandom,
  ) {}
}

describe('RunContainer', () => {
  it('makes a service when it is first asked for, once, from others', () => {
    const made: string[] = [];
    const run = new RunContainer()
      .provide(LENGTH, (services) => {
        made.push('length');
        return services.get(GREETING).length;
      })
      .provide(GREETING, () => {
        made.push('greeting');
        return 'hello';
      });
    expect(made).toEqual([]);
    expect([run.get(LENGTH), run.get(LENGTH), run.get(GREETING)]).toEqual([5, 5, 'hello']);
    expect(made).toEqual(['length', 'greeting']);
  });

  it('makes classes whose parameters name their services by token', () => {
    const run = new RunContainer()
      .provide(GREETING, () => 'hello')
      .provide(RANDOM, () => new KeyedRandom(7))
      .provideClass(GREETER, Greeter);
    expect(run.get(GREETER).greeting).toBe('hello');
    expect(run.get(GREETER).random).toBe(run.get(RANDOM));
  });

  it('lets a user’s override win, wherever it is asked for, and wrap the original', () => {
    const lines: string[] = [];
    const loud = override(LOGGER, (_services, original): Logger => {
      const inner = original();
      return { ...inner, info: (message) => lines.push(message.toUpperCase()) };
    });
    const run = new RunContainer([loud]).provide(LOGGER, () => silentLogger);
    run.get(LOGGER).info('ready');
    expect(lines).toEqual(['READY']);
    expect(run.get(LOGGER).warn).toBe(silentLogger.warn);
  });

  it('keeps two runs apart', () => {
    const first = new RunContainer().provide(GREETING, () => 'hello');
    const second = new RunContainer().provide(GREETING, () => 'good day');
    expect([first.get(GREETING), second.get(GREETING)]).toEqual(['hello', 'good day']);
    expect(new RunContainer([override(LENGTH, () => 1)]).get(LENGTH)).toBe(1);
    expect(() => first.get(LENGTH)).toThrow('Service "test.length" is not provided in this run');
  });

  it('frees services in the opposite order, only those that were made, and even if one fails', async () => {
    const freed: string[] = [];
    const run = new RunContainer()
      .provide(
        GREETING,
        () => 'hello',
        () => void freed.push('greeting'),
      )
      .provide(
        LENGTH,
        (services) => services.get(GREETING).length,
        () => {
          freed.push('length');
          throw new Error('cannot free');
        },
      )
      .provide(
        LOGGER,
        () => silentLogger,
        () => void freed.push('logger'),
      );
    run.get(LENGTH);
    expect(await messageOf(() => run.dispose())).toBe('cannot free');
    expect(freed).toEqual(['length', 'greeting']);
    await run.dispose();
    expect(() => run.get(GREETING)).toThrow('Service "test.greeting" was asked for after its run had ended');
  });

  it('prepares what takes time, once, and frees it', async () => {
    let made = 0;
    const freed: string[] = [];
    const run = new RunContainer().provideAsync(
      BACKEND,
      async () => ({ name: `wasm ${(made += 1)}` }),
      ({ name }) => void freed.push(name),
    );
    expect(() => run.get(BACKEND)).toThrow('Service "backend" takes time to make: await prepare() it first');
    const prepared = await Promise.all([run.prepare(BACKEND), run.prepare(BACKEND)]);
    expect(prepared).toEqual([{ name: 'wasm 1' }, { name: 'wasm 1' }]);
    expect(run.get(BACKEND)).toBe(prepared[0]);
    await run.dispose();
    expect(freed).toEqual(['wasm 1']);
  });

  it('awaits an override of what takes time, and refuses a promise elsewhere', async () => {
    const mine = new RunContainer([override(BACKEND, async () => ({ name: 'mine' }))]);
    mine.provideAsync(BACKEND, async () => ({ name: 'wasm' }));
    expect(await mine.prepare(BACKEND)).toEqual({ name: 'mine' });
    const wrong = new RunContainer([override(GREETING, async () => 'hello')]).provide(GREETING, () => 'hello');
    expect(await messageOf(() => wrong.get(GREETING))).toBe(
      [
        'The override of service "test.greeting" returned a promise',
        '  received: a promise',
        '  allowed: the service itself: only tokenizer, corpus-statistics and backend may be made asynchronously',
        '  fix: await what it needs at the top of the module that exports the override',
      ].join('\n'),
    );
  });

  it('says which override failed, and where in its module', async () => {
    const fail = () => {
      throw new Error('no greeting');
    };
    const place = expect.stringMatching(/^greet\.ts, .*run-container\.test\.ts:\d+:\d+$/);
    for (const [token, name] of [
      [GREETING, 'test.greeting'],
      [BACKEND, 'backend'],
    ] as const) {
      const run = new RunContainer([{ ...override<unknown>(token, fail), origin: 'greet.ts' }])
        .provide(GREETING, () => 'hello')
        .provideAsync(BACKEND, async () => ({ name: 'wasm' }));
      await expect((async () => run.prepare<unknown>(token))()).rejects.toMatchObject({
        code: 'CLOZE_PLUGIN',
        parts: {
          what: `The override of service "${name}" failed`,
          where: place,
          received: 'Error: no greeting',
          fix: 'correct the module that exports the override',
        },
      });
    }
  });

  it('leaves a user’s error of an override as it is', () => {
    const told = new PluginError({ what: 'There is no greeting' });
    const run = new RunContainer([
      override(GREETING, () => {
        throw told;
      }),
    ]).provide(GREETING, () => 'hello');
    expect(() => run.get(GREETING)).toThrow(told);
  });

  it('names the services that need each other in a circle', async () => {
    const run = new RunContainer()
      .provide(GREETING, (services) => String(services.get(LENGTH)))
      .provide(LENGTH, (services) => services.get(GREETING).length);
    expect(await messageOf(() => run.get(GREETING))).toBe(
      [
        'Services need each other in a circle',
        '  received: test.greeting → test.length → test.greeting',
        '  fix: make one of them without the next, or ask for it when it is used instead of when it is made',
      ].join('\n'),
    );
  });
});
