import {z} from 'zod'
import {parsePrefix} from '../net/prefix.ts'
import {cleanBaseUrl} from '../net/mirror-url.ts'

const country = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 code of two capital letters, e.g. SE')
const directory = z
  .string()
  .regex(/^[^/\s]+(?:\/[^/\s]+)*$/, 'must be a path without blanks, without a slash at either end and without two in a row')
  .refine((path) => !path.split('/').some((part) => part === '.' || part === '..'), 'must not hold . or .. as a part')
const netblock = z.string().refine((text) => parsePrefix(text) !== undefined, 'must be a network, e.g. 192.0.2.0/24')
/** Lint identifies by it the problems that it can fix. */
export const ftpRefused = 'must not be ftp: clients no longer support it. Name an https, http or rsync URL'
const url = z
  .string()
  .refine((text) => !/^ftp:/i.test(text), ftpRefused)
  .refine((text) => /^ftp:/i.test(text) || cleanBaseUrl(text) !== undefined, 'must be an https, http or rsync URL')

/** `service.yaml`: what the network mirrors. */
export const serviceSchema = z.strictObject({
  /** Trees that mirrors may have; the directory that a mirror's URL maps to. */
  categories: z.record(z.string(), z.strictObject({directory})),
  repositories: z.array(z.strictObject({repo: z.string().min(1), arch: z.string().min(1), directory})),
  /** Directories to list beside those of repositories. */
  directories: z.array(directory).default([]),
  redirects: z.record(z.string(), z.string()).default({}),
  disabled: z.array(z.string()).default([]),
  /** Country to continent, where the usual table should be overruled. */
  continents: z.record(country, z.enum(['AF', 'AN', 'AS', 'EU', 'NA', 'OC', 'SA'])).default({}),
  /** Networks whose country is known better than by any database. */
  countries: z.record(netblock, country).default({}),
})
export type ServiceData = z.infer<typeof serviceSchema>

const contentSchema = z.strictObject({
  urls: z.array(url).min(1),
  /** Listed whatever the crawler found. */
  always_up_to_date: z.boolean().default(false),
  /** Below the category's directory; neither these nor what is in them. */
  exclude: z.array(directory).default([]),
})

/** `mirrors/*.yaml`: one site with its hosts. */
export const siteSchema = z.strictObject({
  site: z.string().min(1),
  private: z.boolean().default(false),
  hosts: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        country,
        /** Mbit/s. */
        bandwidth: z.number().int().min(1).max(100_000).default(100),
        /** For the clients of its netblocks and ASNs only. */
        private: z.boolean().default(false),
        active: z.boolean().default(true),
        netblocks: z.array(netblock).default([]),
        asns: z.array(z.number().int().positive()).default([]),
        countries_allowed: z.array(country).default([]),
        content: z.record(z.string(), contentSchema),
      }),
    )
    .min(1),
})
export type SiteData = z.infer<typeof siteSchema>

const hex = (digits: number) =>
  z
    .string()
    .regex(new RegExp(`^[0-9a-f]{${digits}}$`), `must be ${digits} hexadecimal digits`)
    .default('')

/** `details.yaml`: what the master's metadata files are and were, written by `ops mirrorlist build --master`. */
export const detailsSchema = z.array(
  z.strictObject({
    directory,
    file: z.string().min(1),
    /** The current one first. */
    versions: z
      .array(
        z.strictObject({
          timestamp: z.number().int().nonnegative(),
          size: z.number().int().nonnegative(),
          md5: hex(32),
          sha1: hex(40),
          sha256: hex(64),
          sha512: hex(128),
        }),
      )
      .min(1),
  }),
)
export type DetailsData = z.infer<typeof detailsSchema>

/** `status.json`: what the crawler found, the one file here that no person writes. */
export const statusSchema = z.strictObject({
  /** Host to 1 (IPv4), 2 (IPv6) or 3 (both). */
  families: z.record(z.string(), z.number().int().min(1).max(3)).default({}),
  /** Left out of lists: of one directory, or of all (without `directory`). */
  excluded: z.array(z.strictObject({host: z.string(), directory: directory.optional(), reason: z.string().min(1)})).default([]),
  /** URLs that do not answer while others of the host do. */
  broken: z.array(z.strictObject({url: z.string(), reason: z.string().min(1)})).default([]),
})
export type StatusData = z.infer<typeof statusSchema>
