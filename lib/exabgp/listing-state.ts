// What is known of what ExaBGP lists?
import type { AddressedKey } from '../bgp/route.ts'
import type { ListedRoute } from './answer.ts'

/** What ExaBGP lists of what it announces. */
export type Listing = {
  /** What has not been taken in yet, the newest line first. */
  readonly lines: ListingLine | undefined
  /** Until when lines are awaited where nothing marks their end; one that comes later counts as well. */
  readonly until: number | undefined
  /** Whether there has been one. */
  readonly listed: boolean
  /** The neighbors for which the last one that is whole had anything. */
  readonly by: ReadonlySet<string>
  /** How often in a row it was refused, or never answered. */
  readonly failures: number
  /** Whether it is another than the first, which tells what a predecessor left. */
  readonly again: boolean
  /** When it is next held against what is wanted. */
  readonly compareAt: number
  /** When the last one that is whole was asked for. */
  readonly comparedAt: number
  /** What was listed and not wanted, and is not taken back once more: somebody else announces it. */
  readonly struck: ReadonlySet<AddressedKey>
  /** Neighbors for which nothing of ours is listed although they should have something, and how often in a row that is so. */
  readonly bare: ReadonlyMap<string, number>
  /** Whether ExaBGP keeps what it announced and can send it again; undefined until a listing has told. */
  readonly caches: boolean | undefined
}

export type ListingLine = { readonly neighbor: string; readonly routes: readonly ListedRoute[]; readonly before: ListingLine | undefined }
