package org.dafusion.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URL;

/**
 * What {@code include} reads: files of the local disk, or beside a remote file those of its own
 * file system. HOCON would fetch what is on the web too.
 */
final class Includes implements ConfigIncluder, ConfigIncluderURL {
  private static final String ADDRESS = "[A-Za-z][A-Za-z0-9+.-]+:/.*";

  private final RemoteFile from;
  private final ConfigIncluder fallback;

  private Includes(RemoteFile from, ConfigIncluder fallback) {
    this.from = from;
    this.fallback = fallback;
  }

  /** Options to parse a file of the local disk. */
  static ConfigParseOptions local() {
    return ConfigParseOptions.defaults().setIncluder(new Includes(null, null));
  }

  /** Options to parse a remote file's text. */
  static ConfigParseOptions of(RemoteFile file) {
    return ConfigParseOptions.defaults()
        .setSyntax(file.name().endsWith(".json") ? ConfigSyntax.JSON : ConfigSyntax.CONF)
        .setOriginDescription(Address.hidden(file.name()))
        .setIncluder(new Includes(file, null));
  }

  @Override
  public ConfigIncluder withFallback(ConfigIncluder other) {
    return new Includes(from, other);
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    requireNoDownload(what);
    boolean address = what.matches(ADDRESS) && !what.startsWith("file:");
    if (from == null && address) {
      throw new ConfigException.Parse(
          ConfigOriginFactory.newSimple("include"),
          "what a file of the local disk includes must lie there too, found '"
              + Address.hidden(what)
              + "'");
    }
    if (from == null || what.startsWith("file:")) {
      return fallback.include(context, what);
    }
    return remote(context, from.beside(what), from.beside(what + ".conf"));
  }

  /** The first that is there; as HOCON has it, an ending may be left out. */
  private static ConfigObject remote(ConfigIncludeContext context, RemoteFile... places) {
    for (RemoteFile included : places) {
      try {
        return ConfigFactory.parseString(included.read(), of(included)).root();
      } catch (FileNotFoundException e) {
        // the next one, or none
      } catch (IOException e) {
        throw unreadable(included.name(), e);
      }
    }
    if (context.parseOptions().getAllowMissing()) {
      return ConfigFactory.empty().root();
    }
    throw unreadable(places[0].name(), new FileNotFoundException("there is no such file"));
  }

  @Override
  public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
    requireNoDownload(what.toString());
    return ((ConfigIncluderURL) fallback).includeURL(context, what);
  }

  private static ConfigException unreadable(String name, IOException cause) {
    return new ConfigException.IO(
        ConfigOriginFactory.newSimple(Address.hidden(name)),
        "Cannot be read because " + cause.getMessage(),
        cause);
  }

  private static void requireNoDownload(String what) {
    Address.rule(what)
        .ifPresent(
            rule -> {
              throw new ConfigException.Parse(
                  ConfigOriginFactory.newSimple("include"),
                  "what is included must " + rule + ", found '" + Address.hidden(what) + "'");
            });
  }
}
