// Which rules of its providers does a configuration break?
import type { Finding } from '../../problems/problem.ts'
import type { ProfileName } from '../../schema/profile-name.ts'
import type { Readable } from '../readable.ts'
import { awsTgwConnect } from './aws-tgw-connect.ts'
import { azureRouteServer } from './azure-route-server.ts'
import { azureVwan } from './azure-vwan.ts'
import { gcpCloudRouter } from './gcp-cloud-router.ts'
import type { Rule } from './rule.ts'
import { subjectOf } from './subject.ts'

const profiles: Readonly<Record<ProfileName, readonly Rule[]>> = {
  'azure-route-server': azureRouteServer,
  'azure-vwan': azureVwan,
  'aws-tgw-connect': awsTgwConnect,
  'gcp-cloud-router': gcpCloudRouter,
}

/** What breaks a rule of the profiles that the configuration names, each with the rule and its source. */
export const profileFindings = (tree: unknown, parts: Readable): readonly Finding[] => {
  const names = new Set(parts.bgp?.profiles)
  if (names.size === 0) return []
  const subject = subjectOf(tree, parts)
  return [...names].flatMap((profile) =>
    profiles[profile].flatMap(({ name, severity, source, judge }) =>
      judge(subject).map((finding) => ({ ...finding, warning: severity === 'warning', source: `${profile}, ${name}: ${source}` })),
    ),
  )
}
