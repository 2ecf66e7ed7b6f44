/** What an action tells the shopper. */
export interface ActionResult {
  ok: boolean;
  message: string;
  /** Fields that are not right, by name. */
  fields?: Record<string, string>;
  /** What was typed, to be kept where it was refused. */
  typed?: Record<string, string>;
  /** Grows with each answer, so that the same words twice are said twice. */
  at?: number;
}
