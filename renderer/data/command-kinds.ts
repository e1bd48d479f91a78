/** Tells commands apart by how they answer. */
import { COMMANDS, type ArrowCommand, type CommandName, type JsonCommand } from '../../shared/contract/commands';

export const isJsonCommand = (name: CommandName): name is JsonCommand => COMMANDS[name].answer === 'json';
export const isArrowCommand = (name: CommandName): name is ArrowCommand => COMMANDS[name].answer === 'arrow';
