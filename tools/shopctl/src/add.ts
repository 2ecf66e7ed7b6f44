import { type Command, InvalidArgumentError } from 'commander';
import { ensureSession } from './commands/session.ts';
import { type CommonOptions, type Context, contextOf, type Result } from './context.ts';
import type { World } from './world.ts';

/** What a command does with its arguments and options. */
export type Work<Options> = (context: Context, options: Options, words: string[]) => Promise<Result>;

export type Examples = readonly (readonly [command: string, what: string])[];

interface Extras<Options> {
  readonly examples: Examples;
  /** Whether it can do without a session at the shop; false unless said. */
  readonly open?: (options: Options) => boolean;
}

/** Adds a command to a parent: its words, its help, its examples, its work. */
export type Add = <Options extends object>(
  parent: Command,
  usage: string,
  text: string,
  work: Work<Options>,
  extras: Extras<Options>,
) => Command;

export const adder =
  (world: World, show: (result: Result) => void): Add =>
  <Options extends object>(
    parent: Command,
    usage: string,
    text: string,
    work: Work<Options>,
    extras: Extras<Options>,
  ): Command =>
    parent
      .command(usage)
      .description(text)
      .addHelpText('after', examplesText(extras.examples))
      .action(async (...given: unknown[]) => {
        const command = given.at(-1) as Command;
        const options = command.optsWithGlobals<Options & CommonOptions>();
        const context = contextOf(options, world);
        if (extras.open?.(options) !== true) await ensureSession(context);
        show(await work(context, options, command.args));
      });

export function examplesText(lines: Examples): string {
  const shown = lines.map(([command, what]) =>
    what === '' ? `  ${command}` : `  ${command}\n      ${what}`,
  );
  return `\nExamples:\n${shown.join('\n')}`;
}

/** Reads a whole number from `least` to `most`. */
export const whole =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
  };

/** Reads a time limit in seconds. */
export function seconds(text: string): number {
  const number = Number(text);
  if (number > 0 && number <= 600) return number;
  throw new InvalidArgumentError('It is a number of seconds, at most 600.');
}
