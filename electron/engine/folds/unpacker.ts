/**
 * One task at a time runs in a thread, so that whatever folds or marks there may have its window made in the same memory:
 * of many persons their offsets alone are megabytes.
 */
import { Unpacker } from '../../../shared/insights/packed';

export const unpacker = new Unpacker();
