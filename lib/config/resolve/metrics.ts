// What do monitoring systems read, if nothing is said?
import type { Config } from '../config.ts'
import type { Written } from '../schema/schema.ts'

export const metricsOf = ({ textfile, ...detail }: NonNullable<Written['metrics']>): Config['metrics'] => ({
  ...(textfile !== undefined && { textfile }),
  perCheck: detail['per-check'] !== 'off',
  perVip: detail['per-vip'] !== 'off',
})
