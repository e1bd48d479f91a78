/** The colour of an event, for charts. It lives in `ui` because names are shown with it there too. */
export { assignEventColors, categoryColor, eventColor, eventColors } from '../ui/event-color';
