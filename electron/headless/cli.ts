/** `waymark`: the command line. Results go to standard output, progress and trouble to standard error. */
import { resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { AppFailure } from '../../shared/contract/errors';
import { exportWhatSchema } from '../../shared/contract/export';
import { elapsedUnitSchema, fileFormatSchema, type FileFormat } from '../../shared/formats/import-map';
import { defaultWorkspaceDir } from '../api/workspace-dir';
import type { LogLevel } from '../log/logger';
import { connect, openAlone } from './client';
import { archiveTo, restoreFrom } from './commands/archive';
import { doctor, FAIL_ON, type FailOn } from './commands/doctor';
import { exportTo, type ExportOptions } from './commands/export';
import { importFiles, loadSample, type TimeOptions } from './commands/import';
import { drill, query, RESULT_FORMATS, type ResultFormat } from './commands/insight';
import { rebuild } from './commands/rebuild';
import { type RecordingOptions, recordings } from './commands/recordings';
import { serve } from './commands/serve';
import { validate } from './commands/validate';
import { appVersion } from '../api/place';
import { passingWorkspace } from './passing-workspace';
import { EXIT, say, UsageError } from './terminal';

interface Common {
  readonly workspace?: string;
  readonly logLevel: LogLevel;
}

interface ServeFlags {
  readonly port?: number;
  readonly host?: string;
  readonly https?: number | true;
  readonly ui: boolean;
  readonly open?: boolean;
  readonly test?: boolean;
  readonly plan?: string;
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

function buildProgram(finish: (status: number) => void): Command {
  const program = new Command('waymark')
    .description('The workbench for user-behaviour analytics, without a window.')
    .version(appVersion())
    .exitOverride()
    .showHelpAfterError('Run with --help to see what is possible.');

  const command = (usage: string, description: string): Command =>
    program
      .command(usage)
      .description(description)
      .option('--workspace <dir>', 'the workspace folder (default: the app’s own)')
      .addOption(
        new Option('--log-level <level>', 'how much goes to the log')
          .choices(['debug', 'info', 'warn', 'error'])
          .default('info'),
      );
  const dirOf = ({ workspace }: Common): string =>
    workspace === undefined ? defaultWorkspaceDir() : resolve(workspace);
  const connector = (common: Common) => () => connect(dirOf(common), common.logLevel);

  command('serve', 'Serve the workbench and take events in, on this machine.')
    .option('--port <number>', 'the port (default: 8787 or the next free one)', wholeNumber(0, 65535))
    .option('--host <address>', 'an address to listen on beside loopback: others can then send events')
    .option('--https [port]', 'take events over HTTPS too (default: port 8788)', wholeNumber(0, 65535))
    .option('--no-ui', 'take events in, without the workbench')
    .option('--open', 'open the workbench in the browser')
    .option(
      '--test',
      'serve a test run: its events can be removed again; without --workspace, in a folder that goes away',
    )
    .option('--plan <file>', 'a tracking plan to take on')
    .action(async (options: Common & ServeFlags) => {
      const passing = options.test === true && options.workspace === undefined ? passingWorkspace() : undefined;
      finish(
        await serve({
          workspaceDir: passing?.dir ?? dirOf(options),
          ...(options.port === undefined ? {} : { port: options.port }),
          ...(options.host === undefined ? {} : { host: options.host }),
          ...(options.https === undefined ? {} : { https: options.https }),
          page: options.ui,
          open: options.open === true,
          logLevel: options.logLevel,
          test: options.test === true,
          ...(options.plan === undefined ? {} : { plan: options.plan }),
        }).finally(() => passing?.remove()),
      );
    });

  command('import', 'Import event files and print a report as JSON.')
    .argument('<file...>', 'files, folders, or patterns such as exports/**/*.json.gz')
    .addOption(new Option('--format <format>', 'what the files are').choices(fileFormatSchema.options).default('auto'))
    .option('--map <file>', 'a MAP.json that says which column is what')
    .option('--at <time>', 'when all rows happened, of a file that does not say it, such as 2026-01-31')
    .option('--since <time>', 'when the counting began, of a file that tells times as hours, days, … since then')
    .addOption(new Option('--unit <unit>', 'what is counted since then').choices(elapsedUnitSchema.options))
    .option('--time-column <name>', 'the column that counts since then')
    .option('--dry-run', 'say how the files would be read and what would come, and store nothing')
    .action(
      async (
        files: string[],
        options: Common & TimeOptions & { format: FileFormat; map?: string; dryRun?: boolean },
      ) => {
        finish(
          await importFiles(
            files,
            {
              format: options.format,
              ...(options.map === undefined ? {} : { map: options.map }),
              time: options,
              dryRun: options.dryRun ?? false,
            },
            connector(options),
          ),
        );
      },
    );

  command('export', 'Write events, sessions, persons, groups, a recording or an insight’s table into a file.')
    .requiredOption('--format <format>', 'csv, jsonl, parquet or arrow')
    .requiredOption('--out <file>', 'where to; a file that is there is replaced')
    .addOption(new Option('--what <what>', 'what to export (default: events)').choices(exportWhatSchema.options))
    .option('--spec <spec>', 'the insight whose table is exported: a file, or JSON')
    .option('--group <type>', 'the type of groups to export')
    .option('--recording <source/id>', 'the recording to export, as rrweb events, one a line')
    .option('--columns <names>', 'only these columns, with commas between; properties.KEY for one property')
    .option('--segment <id>', 'only of the persons in this saved segment')
    .option('--filter <json>', 'only what passes this filter')
    .option('--from <time>', 'only events, or sessions begun, from this time on, such as 2026-01-31')
    .option('--to <time>', 'only events, or sessions begun, before this time')
    .action(async (options: Common & ExportOptions) => {
      finish(await exportTo(options, connector(options)));
    });

  command('archive', 'Write the whole workspace into one file: events, recordings, settings, all that was kept.')
    .argument('<file>', 'where to, such as backup.waymark; a file that is there is replaced')
    .action(async (file: string, options: Common) => {
      finish(await archiveTo(file, connector(options)));
    });

  command('restore', 'Make a workspace of an archive, in a folder that is not there yet or empty.')
    .argument('<file>', 'what `waymark archive` wrote')
    .action(async (file: string, options: Common) => {
      finish(await restoreFrom(file, dirOf(options)));
    });

  command('query', 'Compute an insight and print its result.')
    .argument('<spec>', 'a file with the spec as JSON, or - for standard input')
    .addOption(new Option('--format <format>', 'how to print it').choices(RESULT_FORMATS).default('json'))
    .action(async (path: string, options: Common & { format: ResultFormat }) => {
      await query(path, options.format, connector(options));
    });

  command('drill', 'Print the persons behind one count of an insight.')
    .argument('<ref>', 'a file with {"spec": …, "cell": …} as JSON, or - for standard input')
    .option('--limit <number>', 'how many persons', wholeNumber(1, 1000), 100)
    .option('--cursor <cursor>', 'where the last page ended')
    .action(async (path: string, options: Common & { limit: number; cursor?: string }) => {
      const { limit, cursor } = options;
      await drill(path, { limit, ...(cursor === undefined ? {} : { cursor }) }, connector(options));
    });

  command('recordings', 'Say how much recordings of the screen take, or take them out for good; their events stay.')
    .option('--remove <source/id...>', 'take these out')
    .option('--remove-person <id>', 'take out all that show this person')
    .option('--remove-before <time>', 'take out all that ended before this time, such as 2026-01-31')
    .option('--remove-all', 'take all of them out')
    .action(async (options: Common & RecordingOptions) => {
      await recordings(options, connector(options));
    });

  command('doctor', 'Look for mistakes of instrumentation in the stored events.')
    .option('--json', 'print the findings as JSON')
    .addOption(
      new Option('--fail-on <severity>', 'the least severity that makes the exit status 1')
        .choices(FAIL_ON)
        .default('error'),
    )
    .action(async (options: Common & { json?: boolean; failOn: FailOn }) => {
      finish(await doctor({ json: options.json === true, failOn: options.failOn }, connector(options)));
    });

  command('validate', 'Hold events against the tracking plan; ends with 1 where they break it.')
    .argument(
      '[file...]',
      'files of events: Waymark’s own, one per line, or any that can be imported; - for standard input; none: the workspace',
    )
    .addHelpText(
      'after',
      '\nExit status: 0 all as planned; 1 the plan is broken or a line cannot be read; 2 typed wrong or no plan; 3 it failed.',
    )
    .option('--plan <file>', 'the plan (default: the workspace’s tracking-plan.json)')
    .option('--json', 'print the report as JSON')
    .option('--junit <file>', 'write a JUnit report')
    .option('--strict', 'let warnings count too')
    .action(
      async (
        files: string[],
        options: Common & { plan?: string; json?: boolean; junit?: string; strict?: boolean },
      ) => {
        const { plan, junit } = options;
        finish(
          await validate(
            files,
            {
              workspaceDir: dirOf(options),
              json: options.json === true,
              strict: options.strict === true,
              ...(plan === undefined ? {} : { plan }),
              ...(junit === undefined ? {} : { junit }),
            },
            (dir) => connect(dir, options.logLevel),
          ),
        );
      },
    );

  command('rebuild', 'Work out persons, sessions and columns of properties anew from the stored events.').action(
    async (options: Common) => {
      finish(await rebuild((anew) => openAlone(dirOf(options), options.logLevel, anew)));
    },
  );

  command('sample', 'Load the sample product’s events.').action(async (options: Common) => {
    finish(await loadSample(connector(options)));
  });

  return program;
}

/** Runs the command line; gives the exit status. */
async function main(argv: readonly string[]): Promise<number> {
  let status = 0;
  try {
    const program = buildProgram((code) => {
      status = code;
    });
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    // Help and version end the parsing too, and are no mistake.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.usage;
    if (error instanceof UsageError) {
      say(error.message);
      return EXIT.usage;
    }
    if (error instanceof AppFailure) {
      say(error.error.message);
      return error.error.code === 'invalid_request' ? EXIT.usage : EXIT.failed;
    }
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return EXIT.failed;
  }
}

// Whoever reads may have read enough (`waymark doctor | head`): the command still ends as it should.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await main(process.argv.slice(2));
