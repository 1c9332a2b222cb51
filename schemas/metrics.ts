/**
 * Custom metrics that raise alarms: counted by the functions, watched by the deployment. Among their dimensions is
 * `service`, the value of `POWERTOOLS_SERVICE_NAME`.
 */
export const metrics = {
  namespace: 'Tandem',
  /** The sweeper had to put something right that the inline path should have done. */
  repairPerformed: 'RepairPerformed',
  /** A route refused with a code that it does not declare. */
  undocumentedError: 'UndocumentedError',
} as const;
