/** Filters and behaviours in words; results speak of them too, so the one place is shared. */
export * from '../../shared/insights/explain/behaviour-words';
