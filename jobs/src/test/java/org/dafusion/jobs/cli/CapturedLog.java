package org.dafusion.jobs.cli;

import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.WriterAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** Everything that is logged from information upwards, by whomever, in place of the usual log. */
final class CapturedLog {
  private static final String NAME = "captured";

  private final StringWriter text = new StringWriter();
  private final Map<String, Appender> usual = new HashMap<>();
  private Level before;

  void start() {
    LoggerConfig root = root();
    before = root.getLevel();
    usual.putAll(root.getAppenders());
    usual.keySet().forEach(root::removeAppender);
    WriterAppender appender =
        WriterAppender.newBuilder()
            .setName(NAME)
            .setTarget(text)
            .setLayout(PatternLayout.newBuilder().withPattern("%p %c: %m%n%throwable").build())
            .build();
    appender.start();
    root.addAppender(appender, Level.INFO, null);
    root.setLevel(Level.INFO);
    context().updateLoggers();
  }

  void stop() {
    root().removeAppender(NAME);
    root().setLevel(before);
    usual.values().forEach(appender -> root().addAppender(appender, null, null));
    context().updateLoggers();
  }

  String text() {
    return text.toString();
  }

  private static LoggerConfig root() {
    return context().getConfiguration().getRootLogger();
  }

  private static LoggerContext context() {
    return (LoggerContext) LogManager.getContext(false);
  }
}
