/** Sentences about results, as pieces; the engine writes them, so the one place is shared. */
export * from '../../shared/insights/explain/phrases';
