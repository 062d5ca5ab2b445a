// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IntentAuthority} from "../account/IntentAuthority.sol";
import {Intents} from "../account/Intents.sol";
import {IntentAuth} from "../account/interfaces/IIntents.sol";
import {ISessionTarget, SessionUse} from "../account/interfaces/ISessionTarget.sol";
import {ISessions} from "../account/interfaces/ISessions.sol";

/// @notice Test double: a contract with a few intents, among them one that fails, one that burns gas and one that hands control away.
contract IntentsHarness is ISessionTarget, Intents {
    bytes32 private constant STORE_TYPEHASH = keccak256(
        "Store(address account,uint256 value,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );
    bytes32 private constant STORE_PAIR_TYPEHASH = keccak256(
        "StorePair(address account,uint256 first,uint256 second,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );
    bytes32 private constant NOTIFY_TYPEHASH = keccak256(
        "Notify(address account,address target,bytes data,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );

    mapping(address account => uint256) public storedOf;
    mapping(address account => mapping(uint256 first => uint256[2])) private _pairOf;

    event PairStored(address indexed account, uint256 first, uint256 second);

    error Harness_Odd(uint256 value);
    error Harness_Long(bytes payload);

    constructor(address accountRegistry) EIP712("Genex Harness", "1") IntentAuthority(accountRegistry) {}

    /// @notice Stores an even value, reverts for an odd one, spins for 1,000 and reverts with a large payload for 2,000.
    function storeBySig(uint256 value, IntentAuth calldata auth) external {
        _authorize(auth, keccak256(abi.encode(STORE_TYPEHASH, auth.account, value, auth.nonce, auth.deadline, auth.gasLimit)));
        require(value % 2 == 0, Harness_Odd(value));
        if (value == 2_000) revert Harness_Long(new bytes(10_000));
        while (value == 1_000 && gasleft() > 100) continue;
        storedOf[auth.account] = value;
    }

    /// @notice Writes two slots and an event: the action that ways of carrying are compared by.
    function storePairBySig(uint256 first, uint256 second, IntentAuth calldata auth) external {
        _authorize(auth, keccak256(abi.encode(STORE_PAIR_TYPEHASH, auth.account, first, second, auth.nonce, auth.deadline, auth.gasLimit)));
        _pairOf[auth.account][first] = [first, second];
        emit PairStored(auth.account, first, second);
    }

    /// @notice Calls `target` and bubbles its revert data.
    function notifyBySig(address target, bytes calldata data, IntentAuth calldata auth) external {
        _authorize(
            auth,
            keccak256(abi.encode(NOTIFY_TYPEHASH, auth.account, target, keccak256(data), auth.nonce, auth.deadline, auth.gasLimit))
        );
        (bool done, bytes memory reason) = target.call(data);
        if (!done) {
            // Bubbles the reason as it came.
            assembly ("memory-safe") {
                revert(add(reason, 0x20), mload(reason))
            }
        }
    }

    /// @notice Counts calls; needs no nonce.
    function bumpBySig(address account) external {
        _authorizeElsewhere(account, 60_000);
        ++storedOf[account];
    }

    /// @notice Not an intent.
    function store(uint256 value) external {
        storedOf[msg.sender] = value;
    }

    /// @notice Allow-listed but never authorises: a mistake that must not pass.
    function brokenBySig(uint256 value) external {
        storedOf[msg.sender] = value;
    }

    /// @notice Storing spends the value; a pair touches the series `first` and spends `second`; notifying pays its target.
    /// @inheritdoc ISessionTarget
    function sessionUse(bytes calldata call) external pure returns (SessionUse memory use) {
        bytes4 selector = bytes4(call);
        if (selector == this.storeBySig.selector) {
            use.amount = abi.decode(call[4:], (uint64));
        } else if (selector == this.storePairBySig.selector) {
            use.series = new uint32[](1);
            (use.series[0], use.amount) = abi.decode(call[4:], (uint32, uint64));
        } else if (selector == this.notifyBySig.selector) {
            use.recipient = abi.decode(call[4:], (address));
        } else {
            revert ISessions.Sessions_NotOpen(selector);
        }
    }

    function _isIntent(bytes4 selector) internal pure override returns (bool) {
        return
            selector == this.storeBySig.selector ||
            selector == this.storePairBySig.selector ||
            selector == this.notifyBySig.selector ||
            selector == this.bumpBySig.selector ||
            selector == this.brokenBySig.selector;
    }
}
