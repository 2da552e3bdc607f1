// Which packages are inside ours, for those who look for vulnerable ones?

export type Contained = { readonly name: string; readonly version: string; readonly license: string }

/** A CycloneDX document. Without a time and a serial number, so that the same source gives the same file. */
export const sbom = (own: Contained, parts: readonly Contained[]): object => {
  // One that is there twice, for two that use it, is one package.
  const unique = [...new Map(parts.map((part) => [urlOf(part), part])).values()]
  const references = unique.map(urlOf)
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { ...component(own), type: 'application' } },
    components: unique.map(component),
    dependencies: [{ ref: urlOf(own), dependsOn: references }, ...references.map((ref) => ({ ref }))],
  }
}

const component = (one: Contained) => {
  const [name = '', group] = one.name.split('/').reverse()
  return {
    type: 'library',
    'bom-ref': urlOf(one),
    ...(group !== undefined && { group }),
    name,
    version: one.version,
    licenses: [{ license: { id: one.license } }],
    purl: urlOf(one),
  }
}

/** As package-url.org writes it. */
const urlOf = ({ name, version }: Contained): string => `pkg:npm/${name.replace('@', '%40')}@${version}`
