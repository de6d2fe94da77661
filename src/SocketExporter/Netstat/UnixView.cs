using System.Text.Json;
using SocketExporter.Kernel;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Netstat;

/// <summary>Unix domain sockets, row by row out of /proc/net/unix: it alone tells references, and connections that nobody has accepted yet.</summary>
internal sealed class UnixView : INetstatView
{
    public bool IsAskedFor(NetstatRequest request) => request.ShowsUnix;

    public void Show(NetstatContext context)
    {
        NetstatRequest request = context.Request;
        if (request.Programs)
        {
            context.Programs.Read(context.Error);
        }

        WriteHeadings(context);
        BrokenPaths? broken = ReadBroken(context);
        using var reader = new UnixTableReader(context.Kernel);
        reader.Start();
        while (reader.Next())
        {
            UnixTableRow row = reader.Row;
            ReadOnlySpan<byte> path = row.Path;
            if ((broken is null || broken.IsSocket(row, out path))
                && (request.All || (row.State == UnixSocketState.Listening) == request.Listening))
            {
                Write(context, in row, path);
            }
        }
    }

    /// <summary>Without unix_diag the table is shown as it is: all but a name with a line break is told truly there.</summary>
    private static BrokenPaths? ReadBroken(NetstatContext context)
    {
        try
        {
            return BrokenPaths.Read(context.Kernel);
        }
        catch (KernelReadException e)
        {
            context.WarnOnce($"{e.Message}; a name with a line break in it can pass for sockets that nobody has");
            return null;
        }
    }

    private static void WriteHeadings(NetstatContext context)
    {
        NetstatOutput output = context.Output;
        if (output.IsJson)
        {
            return;
        }

        output.Write("Active UNIX domain sockets "u8);
        output.Write(InternetRows.Selection(context.Request));
        output.Write("\nProto RefCnt Flags       Type       State         I-Node  "u8);
        if (context.Request.Programs)
        {
            output.Write(" "u8);
            output.WriteLeft("PID/Program name"u8, SocketPrograms.Width);
        }

        output.Write(" Path\n"u8);
    }

    private static void Write(NetstatContext context, in UnixTableRow row, ReadOnlySpan<byte> path)
    {
        NetstatOutput output = context.Output;
        if (output.IsJson)
        {
            WriteObject(context, in row, path);
            return;
        }

        output.Write("unix  "u8);
        output.WriteLeft(row.References, 6);
        output.Write(row.AcceptsConnections ? " [ ACC ]     "u8 : " [ ]         "u8);
        output.WriteLeft(KindOf(row.Kind), 10);
        output.Write(" "u8);
        output.WriteLeft(StateOf(row.State), 13);
        output.Write(" "u8);
        output.WriteLeft(row.Inode, 8);
        if (context.Request.Programs)
        {
            output.Write(" "u8);
            context.Programs.Write(output, row.Inode);
        }

        output.Write(" "u8);
        output.WriteName(path);
        output.EndLine();
    }

    private static void WriteObject(NetstatContext context, in UnixTableRow row, ReadOnlySpan<byte> path)
    {
        Utf8JsonWriter json = context.Output.BeginRow();
        json.WriteString("protocol"u8, "unix"u8);
        json.WriteNumber("references"u8, row.References);
        json.WriteString("type"u8, KindOf(row.Kind));
        json.WriteString("state"u8, StateOf(row.State));
        json.WriteNumber("inode"u8, row.Inode);
        if (context.Request.Programs)
        {
            context.Programs.WriteJson(json, row.Inode);
        }

        json.WriteString("path"u8, SafeText.Valid(path));
        context.Output.EndRow();
    }

    private static ReadOnlySpan<byte> KindOf(UnixSocketKind kind) => kind switch
    {
        UnixSocketKind.Stream => "STREAM"u8,
        UnixSocketKind.Dgram => "DGRAM"u8,
        _ => "SEQPACKET"u8,
    };

    private static ReadOnlySpan<byte> StateOf(UnixSocketState state) => state switch
    {
        UnixSocketState.Listening => "LISTENING"u8,
        UnixSocketState.Connecting => "CONNECTING"u8,
        UnixSocketState.Connected => "CONNECTED"u8,
        UnixSocketState.Disconnecting => "DISCONNECTING"u8,
        _ => default,
    };
}
