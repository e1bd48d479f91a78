/** Numbers as Waymark writes them: those of results are written by the engine too, so the one place is shared. */
export * from '../../shared/base/number-format';
